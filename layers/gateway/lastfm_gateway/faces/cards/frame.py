"""The SVG document around a card: size, background, border, title, description, motion. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import Canvas, fill, moved, stroke
from lastfm_gateway.faces.cards.icons import WAVELENGTH
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, element, join, text
from lastfm_gateway.faces.cards.tiles import picture_definitions

#: Single quotes: it stands in an attribute.
FONTS: Final = (
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans',"
    " 'Noto Sans CJK JP', sans-serif, 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji'"
)

_MOTION: Final = """\
@media (prefers-reduced-motion:no-preference){\
.K-bars rect{animation:K-beat 1.1s ease-in-out infinite alternate;\
transform-box:fill-box;transform-origin:bottom}\
.K-bars rect:nth-child(2){animation-delay:-.7s}\
.K-bars rect:nth-child(3){animation-delay:-.3s}\
.K-bars rect:nth-child(4){animation-delay:-.9s}\
.K-wave{animation:K-flow 9s linear infinite}\
.K-swell{animation:K-flow 14s linear infinite reverse}}\
@keyframes K-beat{from{transform:scaleY(.35)}to{transform:scaleY(1)}}\
@keyframes K-flow{to{transform:translateX(WAVEpx)}}"""


def document(canvas: Canvas, height: float, body: Markup, title: str, description: str) -> Markup:
    """Return a whole SVG document. Nothing is loaded, nothing runs."""
    options, prefix = canvas.options, canvas.prefix
    height = round(height)
    return element(
        "svg",
        element("title", text(title), id=f"{prefix}-t"),
        element("desc", text(description), id=f"{prefix}-d"),
        _style(canvas, body),
        picture_definitions(canvas),
        _background(canvas, height),
        body,
        xmlns="http://www.w3.org/2000/svg",
        width=options.width,
        height=height,
        viewBox=f"0 0 {options.width} {height}",
        role="img",
        aria_labelledby=f"{prefix}-t {prefix}-d",
        font_family=FONTS,
    )


def viewport(x: float, y: float, width: float, height: float, *children: Markup) -> Markup:
    """Return markup cut off at a box, with its own origin. It guards against wrong guesses."""
    if width <= 0:
        return EMPTY
    return element("svg", *children, x=x, y=y, width=width, height=height, overflow="hidden")


def bottom_clip(canvas: Canvas, markup: Markup, top: float, height: float) -> Markup:
    """Return markup at the card's bottom edge, cut at its round corners."""
    name = f"{canvas.prefix}-edge"
    shape = element(
        "rect",
        y=-100,
        width=canvas.width,
        height=height + 100,
        rx=canvas.options.radius,
    )
    clip = element("clipPath", shape, id=name)
    return moved(join((clip, element("g", markup, clip_path=f"url(#{name})"))), 0, top)


def _background(canvas: Canvas, height: float) -> Markup:
    background = canvas.inks.background
    if not background.colour:
        return EMPTY
    shape = {"height": height - 1, "rx": canvas.options.radius, "x": 0.5, "y": 0.5}
    width = canvas.width - 1
    return join(
        (
            element("rect", width=width, **shape, **fill(background)),
            element("rect", width=width, **shape, **stroke(canvas.inks.title, 0.14)),
        )
    )


def _style(canvas: Canvas, body: Markup) -> Markup:
    """Return the rules for dark mode and motion. They contain no word of the caller's."""
    rules = ""
    turning = [ink for ink in canvas.inks if ink.dark]
    if turning:
        each = "".join(
            f".{ink.name}-fill{{fill:#{ink.dark}}}.{ink.name}-stroke{{stroke:#{ink.dark}}}"
            for ink in turning
        )
        rules += f"@media (prefers-color-scheme:dark){{{each}}}"
    if canvas.options.animate and any(
        f'class="{canvas.prefix}-{name}"' in body for name in ("bars", "wave")
    ):
        rules += _MOTION.replace("K-", f"{canvas.prefix}-").replace("WAVE", str(WAVELENGTH))
    return element("style", Markup(rules)) if rules else EMPTY
