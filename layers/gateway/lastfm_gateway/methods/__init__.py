"""Index of Last.fm's methods. Each method is declared once, in its family's module.

A family's module is imported on first use, so that a function loads only its own declarations.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lastfm_gateway.methods.method import Method

#: Every family, in the order of the OpenAPI document. Each has a module of that name.
FAMILIES: Final = ("artist", "album", "track", "chart", "geo", "tag", "user", "library", "auth")


def of_family(family: str) -> "tuple[Method, ...]":
    """Return a family's methods; an empty tuple for an unknown family."""
    if family not in FAMILIES:
        return ()
    declared: tuple[Method, ...] = import_module(f"lastfm_gateway.methods.{family}").METHODS
    return declared


def all_methods() -> "Iterator[Method]":
    """Yield every method, family by family."""
    for family in FAMILIES:
        yield from of_family(family)


def find(name: str) -> "Method | None":
    """Return the method with a name such as `artist.getInfo`, ignoring case; None if unknown."""
    wanted = name.lower()
    family = wanted.partition(".")[0]
    return next((method for method in of_family(family) if method.name.lower() == wanted), None)


def get(name: str) -> "Method":
    """Return the method with a name. Raises LookupError if unknown."""
    method = find(name)
    if method is None:
        raise LookupError(name)
    return method
