"""Checks callback URLs against the deployment's AllowedCallbacks. Pure."""

from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

ANYWHERE: Final = "*"

_PORTS: Final = {"http": 80, "https": 443}


class _Origin(NamedTuple):
    scheme: str
    host: str | None
    port: int | None


def is_allowed(callback: str, allowed: Iterable[str]) -> bool:
    """Return whether a URL is at or below one of the allowed origins and paths.

    Paths are compared by whole segments: `https://a.example/app` allows `/app/back`, not `/apple`.
    """
    places = tuple(allowed)
    if ANYWHERE in places:
        return True
    try:
        wanted = urlsplit(callback)
        below = any(_is_below(wanted, urlsplit(place)) for place in places)
    except ValueError:  # an invalid port or IPv6 address
        return False
    return below and _is_plain(wanted.path)


def _is_below(wanted: SplitResult, place: SplitResult) -> bool:
    path = place.path.rstrip("/")
    below = wanted.path == path or wanted.path.startswith(path + "/") or not path
    return below and _origin(wanted) == _origin(place)


def _origin(address: SplitResult) -> _Origin:
    """Return the origin of a URL. Raises ValueError for an invalid port."""
    port = address.port or _PORTS.get(address.scheme)
    return _Origin(address.scheme, address.hostname, port)


def _is_plain(path: str) -> bool:
    """Return whether browsers leave a path as it is: no `.` or `..` segment, no backslash."""
    steps = unquote(path).split("/")
    return "\\" not in unquote(path) and not {".", ".."} & set(steps)
