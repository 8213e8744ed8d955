"""Lines of text in SVG: fitted, and read in the direction of their own script. Pure.

Names come clean (`characters.clean`). The line's own direction is left to right, and a name with
right-to-left characters is isolated in it. So a column of names stays flush at its left edge, and
an ellipsis comes out at the logical end. The attribute `direction` would turn the anchor, in some
viewers only.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from lastfm_gateway.faces.cards.canvas import fill
from lastfm_gateway.faces.cards.characters import isolated
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, element, text
from lastfm_gateway.faces.cards.measure import fit, text_width
from lastfm_gateway.faces.cards.themes import Ink

type Side = Literal["start", "middle", "end"]


class Lettering(NamedTuple):
    """Size in pixels, ink and weight of a line."""

    size: float
    ink: Ink
    bold: bool = False

    def width(self, content: str) -> float:
        """Return the estimated width of a text."""
        return text_width(content, self.size, bold=self.bold)

    def fit(self, content: str, room: float) -> str:
        """Return a text cut to a width."""
        return fit(content, self.size, room, bold=self.bold)


class TextRun(NamedTuple):
    """A part of a line of several inks. `gap` is the distance from the part before."""

    content: str
    lettering: Lettering
    gap: float = 0


def label(x: float, y: float, content: str, lettering: Lettering, side: Side = "start") -> Markup:
    """Return one line of text. `side` is the end at x: "start" is the left one."""
    return line(x, y, (TextRun(content, lettering),), side)


def line(x: float, y: float, runs: Sequence[TextRun], side: Side = "start") -> Markup:
    """Return one line of parts from left to right, each in its own direction."""
    shown = [run for run in runs if run.content]
    if not shown:
        return EMPTY
    place = {"x": x, "y": y, "text_anchor": None if side == "start" else side}
    if len(shown) == 1:
        return element("text", _words(shown[0]), **place, **_look(shown[0].lettering))
    parts = (
        element("tspan", _words(run), dx=run.gap or None, **_look(run.lettering)) for run in shown
    )
    return element("text", *parts, **place)


def _words(run: TextRun) -> Markup:
    return text(isolated(run.content))


def line_width(runs: Sequence[TextRun]) -> float:
    """Return the estimated width of a line of parts."""
    return sum(run.gap + run.lettering.width(run.content) for run in runs if run.content)


def _look(lettering: Lettering) -> dict[str, str | float | None]:
    return {
        "font_size": lettering.size,
        "font_weight": 600 if lettering.bold else None,
        **fill(lettering.ink),
    }
