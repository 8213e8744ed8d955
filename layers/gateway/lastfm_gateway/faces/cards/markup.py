"""SVG markup: one function makes text safe, another builds elements. Pure.

`Markup` is text that is XML already. Only `text`, `element` and `join` make it, so that mypy finds
a name that is put in unescaped.
"""

from collections.abc import Iterable
from typing import Final, NewType

from lastfm_gateway.faces.cards.characters import without_forbidden

Markup = NewType("Markup", str)

EMPTY: Final = Markup("")

_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
)


def text(content: str) -> Markup:
    """Return any text as markup, without the characters that XML forbids."""
    return Markup(without_forbidden(content).translate(_ESCAPES))


def element(name: str, *children: Markup, **attributes: str | float | None) -> Markup:
    """Return an element. Attributes that are None or "" are left out.

    Names of attributes are written with "_" for "-", and `class_` for "class".
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    inner = "".join(children)
    return Markup(f"<{name}{pairs}>{inner}</{name}>" if inner else f"<{name}{pairs}/>")


def join(parts: Iterable[Markup]) -> Markup:
    """Return several pieces of markup as one."""
    return Markup("".join(parts))


def _value(value: str | float | None) -> Markup:
    if isinstance(value, str):
        return text(value)
    return Markup(f"{value:.2f}".rstrip("0").rstrip("."))
