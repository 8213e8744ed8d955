"""What every part of a card's drawing needs: options, content, inks, measures. Pure."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from lastfm_gateway.faces.cards.markup import EMPTY, Markup, element, join
from lastfm_gateway.faces.cards.model import CardContent
from lastfm_gateway.faces.cards.options import CardOptions
from lastfm_gateway.faces.cards.themes import Ink, Inks

#: Distance of all contents from the card's left and right edge.
MARGIN: Final = 16


class Canvas(NamedTuple):
    """One card. `prefix` starts all its ids and classes; `pictures` are ids by data: URI."""

    options: CardOptions
    content: CardContent
    inks: Inks
    prefix: str
    pictures: Mapping[str, str]

    @property
    def width(self) -> int:
        """The card's width."""
        return self.options.width

    @property
    def right(self) -> int:
        """The right edge of the contents."""
        return self.options.width - MARGIN

    @property
    def is_narrow(self) -> bool:
        """Whether words give way to shorter ones."""
        return self.options.width < 340  # noqa: PLR2004


class Section(NamedTuple):
    """A part of a card over its whole width, drawn from y = 0."""

    height: float
    markup: Markup = EMPTY


def fill(ink: Ink, opacity: float = 1) -> dict[str, str | float | None]:
    """Return the attributes that fill a shape or a text."""
    return _painted("fill", ink, opacity)


def stroke(ink: Ink, opacity: float = 1) -> dict[str, str | float | None]:
    """Return the attributes that draw an outline and nothing inside."""
    return {"fill": "none"} | _painted("stroke", ink, opacity)


def _painted(how: str, ink: Ink, opacity: float) -> dict[str, str | float | None]:
    if not ink.colour:
        return {how: "none"}
    own = int(ink.colour[6:] or "ff", 16) / 255 * opacity
    return {
        "class_": f"{ink.name}-{how}" if ink.dark else None,
        how: f"#{ink.colour[:6]}",
        f"{how}_opacity": None if own == 1 else own,
    }


def hairline(canvas: Canvas, y: float) -> Markup:
    """Return a faint line across the contents."""
    return element(
        "rect",
        x=MARGIN,
        y=y,
        width=canvas.width - 2 * MARGIN,
        height=1,
        **fill(canvas.inks.title, 0.1),
    )


def moved(markup: Markup, x: float, y: float) -> Markup:
    """Return markup drawn from another origin."""
    return element("g", markup, transform=f"translate({x:g} {y:g})") if markup else EMPTY


def stacked(sections: list[Section], top: float) -> Section:
    """Return sections one below the other, from `top` on."""
    parts = []
    for section in sections:
        parts.append(moved(section.markup, 0, top))
        top += section.height
    return Section(top, join(parts))
