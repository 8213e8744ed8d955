"""Lines of text in SVG: fitted, and read in the direction of their own script. Pure.

Names come clean (`characters.clean`). A right-to-left name is anchored at its end, which is its
left edge, so that a column of names stays flush.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from lastfm_gateway.faces.cards.canvas import fill
from lastfm_gateway.faces.cards.characters import is_right_to_left, isolated
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, element, join, text
from lastfm_gateway.faces.cards.measure import fit, text_width
from lastfm_gateway.faces.cards.themes import Ink

type Side = Literal["start", "middle", "end"]

_TURNED: Final[dict[Side, Side]] = {"start": "end", "middle": "middle", "end": "start"}


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


class Span(NamedTuple):
    """A part of a line of several inks. `gap` is the distance from the part before."""

    content: str
    lettering: Lettering
    gap: float = 0


def label(x: float, y: float, content: str, lettering: Lettering, side: Side = "start") -> Markup:
    """Return one line. `side` says which physical end is at x: start is left, end is right."""
    if not content:
        return EMPTY
    turned = is_right_to_left(content)
    anchor = _TURNED[side] if turned else side
    return element(
        "text",
        text(content),
        x=x,
        y=y,
        direction="rtl" if turned else None,
        text_anchor=None if anchor == "start" else anchor,
        **_look(lettering),
    )


def line(x: float, y: float, spans: Sequence[Span], side: Side = "start") -> Markup:
    """Return one line of parts from left to right, each in its own direction.

    The parts are isolated by characters: in Chromium, a direction on the first of them turns the
    anchor of the whole line.
    """
    parts = [
        element("tspan", text(isolated(span.content)), dx=span.gap or None, **_look(span.lettering))
        for span in spans
        if span.content
    ]
    if not parts:
        return EMPTY
    anchor = None if side == "start" else side
    return element("text", join(parts), x=x, y=y, text_anchor=anchor)


def line_width(spans: Sequence[Span]) -> float:
    """Return the estimated width of a line of parts."""
    return sum(span.gap + span.lettering.width(span.content) for span in spans if span.content)


def _look(lettering: Lettering) -> dict[str, str | float | None]:
    return {
        "font_size": lettering.size,
        "font_weight": 600 if lettering.bold else None,
        **fill(lettering.ink),
    }
