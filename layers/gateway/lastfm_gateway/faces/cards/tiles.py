"""Pictures with round corners, and what stands for a missing one. Pure.

A picture is a data: URI of an image that browsers know. Anything else counts as missing, and so do
pictures beyond a card's budget.
"""

import re
from collections.abc import Iterable
from typing import Final

from lastfm_gateway.faces.cards.canvas import Canvas, fill, moved
from lastfm_gateway.faces.cards.icons import notes
from lastfm_gateway.faces.cards.labels import Lettering, label
from lastfm_gateway.faces.cards.markup import Markup, element, join

_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}")

#: Characters of all pictures of a card together.
PICTURE_BUDGET: Final = 225_000

_CORNER: Final = 0.14


def usable_pictures(pictures: Iterable[str], prefix: str) -> dict[str, str]:
    """Return the pictures that can be shown, in order, each with its id."""
    kept: dict[str, str] = {}
    left = PICTURE_BUDGET
    for picture in dict.fromkeys(pictures):
        if len(picture) <= left and _PICTURE.fullmatch(picture):
            kept[picture] = f"{prefix}-p{len(kept)}"
            left -= len(picture)
    return kept


def picture_definitions(canvas: Canvas) -> Markup:
    """Return each picture once, one unit wide, and the shapes that cut them."""
    images = (
        element(
            "image",
            id=name,
            href=picture,
            width=1,
            height=1,
            preserveAspectRatio="xMidYMid slice",
        )
        for picture, name in canvas.pictures.items()
    )
    corners = element("rect", width=1, height=1, rx=_CORNER)
    circle = element("circle", cx=0.5, cy=0.5, r=0.5)
    shapes = (
        element("clipPath", shape, id=f"{canvas.prefix}-{name}")
        for name, shape in (("tile", corners), ("disc", circle))
    )
    return element("defs", *images, *shapes) if canvas.pictures else Markup("")


def cover(canvas: Canvas, picture: str, x: float, y: float, size: float) -> Markup:
    """Return a cover, or two notes on a tile if there is none."""
    if picture in canvas.pictures:
        return moved(_picture(canvas, picture, size, "tile"), x, y)
    inset = size * 0.26
    note = notes(canvas, x + inset, y + inset, size - 2 * inset)
    return join((blank_tile(canvas, x, y, size), note))


def rank_tile(canvas: Canvas, rank: int, x: float, y: float, size: float) -> Markup:
    """Return a tile with a number, for a list without pictures."""
    look = Lettering(15, canvas.inks.meta, bold=True)
    number = label(x + size / 2, y + size / 2 + 5.5, str(rank), look, "middle")
    return join((blank_tile(canvas, x, y, size), number))


def avatar(canvas: Canvas, x: float, y: float, size: float) -> Markup:
    """Return the user's picture in a circle, or the first letter of the name in one."""
    user = canvas.content.user
    if user.avatar in canvas.pictures:
        return moved(_picture(canvas, user.avatar, size, "disc"), x, y)
    half = size / 2
    disc = element("circle", cx=x + half, cy=y + half, r=half, **fill(canvas.inks.title, 0.1))
    look = Lettering(round(size * 0.46), canvas.inks.meta, bold=True)
    letter = label(x + half, y + half + size * 0.165, user.name[:1].upper(), look, "middle")
    return join((disc, letter))


def blank_tile(canvas: Canvas, x: float, y: float, size: float) -> Markup:
    """Return a faint square with round corners."""
    corner = size * _CORNER
    look = fill(canvas.inks.title, 0.08)
    return element("rect", x=x, y=y, width=size, height=size, rx=corner, **look)


def _picture(canvas: Canvas, picture: str, size: float, shape: str) -> Markup:
    use = element(
        "use",
        href=f"#{canvas.pictures[picture]}",
        clip_path=f"url(#{canvas.prefix}-{shape})",
    )
    return element("g", use, transform=f"scale({size:g})")
