"""Where users may be sent back to after signing in: a deployment's AllowedCallbacks. Pure."""

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
    """Tell whether an address lies at or below one of the allowed origins and paths.

    Paths are compared by whole segments: `https://a.example/app` allows `/app/back`, not `/apple`.
    """
    places = tuple(allowed)
    if ANYWHERE in places:
        return True
    try:
        wanted = urlsplit(callback)
        below = any(_is_below(wanted, urlsplit(place)) for place in places)
    except ValueError:  # a port or an IPv6 address that is none
        return False
    return below and _is_plain(wanted.path)


def _is_below(wanted: SplitResult, place: SplitResult) -> bool:
    path = place.path.rstrip("/")
    below = wanted.path == path or wanted.path.startswith(path + "/") or not path
    return below and _origin(wanted) == _origin(place)


def _origin(address: SplitResult) -> _Origin:
    """Return an address's origin. Raises ValueError for a port that is none."""
    port = address.port or _PORTS.get(address.scheme)
    return _Origin(address.scheme, address.hostname, port)


def _is_plain(path: str) -> bool:
    """Tell whether a browser goes where a path seems to lead: no step up, no backslash."""
    steps = unquote(path).split("/")
    return "\\" not in unquote(path) and not {".", ".."} & set(steps)
