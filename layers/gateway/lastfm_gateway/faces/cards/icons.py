"""Small drawings of the project's own: heart, note, bars, wave. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import Canvas, fill, moved, stroke
from lastfm_gateway.faces.cards.markup import Markup, element, join

HEART: Final = 12
BARS: Final = 15

_HEART: Final = (
    "M6 11C2.7 8.5.8 6.6.8 4.3.8 2.7 2 1.5 3.5 1.5c1 0 1.9.5 2.5 1.4.6-.9 1.5-1.4 2.5-1.4"
    " 1.5 0 2.7 1.2 2.7 2.8 0 2.3-1.9 4.2-5.2 6.7z"
)
#: Two notes under one beam, in a square of 24.
_NOTES: Final = "M9 5.2 19 3v11.6a2.9 2.4-15 1 1-1.6-2.1V7.3l-6.8 1.5v8.5a2.9 2.4-15 1 1-1.6-2.1z"
_HEIGHTS: Final = (7, 12, 5, 9)

#: Pixels after which the wave repeats.
WAVELENGTH: Final = 240


def heart(canvas: Canvas, x: float, y: float, *, is_loved: bool = True) -> Markup:
    """Return a heart of 12 pixels: full, or a faint outline."""
    inks = canvas.inks
    look = fill(inks.loved) if is_loved else stroke(inks.meta, 0.6)
    return moved(element("path", d=_HEART, **look), x, y)


def notes(canvas: Canvas, x: float, y: float, size: float) -> Markup:
    """Return two notes that fill a square, for a missing picture."""
    return element(
        "path",
        d=_NOTES,
        transform=f"translate({x:g} {y:g}) scale({size / 24:.3g})",
        aria_hidden="true",
        **fill(canvas.inks.meta, 0.8),
    )


def bars(canvas: Canvas, x: float, base: float) -> Markup:
    """Return four bars on a base line, 15 pixels wide. They move where motion is welcome."""
    columns = (
        element(
            "rect",
            x=4 * index,
            y=-height,
            width=3,
            height=height,
            rx=1,
            **fill(canvas.inks.accent),
        )
        for index, height in enumerate(_HEIGHTS)
    )
    moving = f"{canvas.prefix}-bars" if canvas.options.animate else None
    group = element("g", join(columns), class_=moving, aria_hidden="true")
    return moved(group, x, base)


def wave(canvas: Canvas, height: float) -> Markup:
    """Return two waves over the whole width. They move where motion is welcome."""
    layers = (("wave", 0.62, -40, 0.16), ("swell", 0.45, -150, 0.2))
    return join(
        element(
            "g",
            element(
                "path",
                d=_wave_path(canvas.width, height, height * level, left),
                **fill(canvas.inks.accent, opacity),
            ),
            class_=f"{canvas.prefix}-{name}" if canvas.options.animate else None,
            aria_hidden="true",
        )
        for name, level, left, opacity in layers
    )


def _wave_path(width: int, height: float, level: float, left: int) -> str:
    """Return a wave from one wavelength left of the card to one right of it."""
    start = left - WAVELENGTH
    quarter, half = WAVELENGTH // 4, WAVELENGTH // 2
    crests = (width - start) // half + 3
    more = f"t{half} 0" * (crests - 1)
    rise = round(height * 0.55)
    return f"M{start} {height - level:g}q{quarter}-{rise} {half} 0{more}V{height:g}H{start}z"
