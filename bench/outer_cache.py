"""Model of a shared HTTP cache in front of the gateway (RFC 9111). Pure: the clock is passed in.

It is for GET requests that differ by their URL only and carry no Authorization. It has room for
everything, as no real cache does.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

#: What the requests here do not differ by.
_SAME_FOR_ALL: Final = frozenset({"accept-encoding", "authorization"})

#: Directives that keep a response out of a shared cache, or make it ask before each use.
_NOT_KEPT: Final = frozenset({"no-store", "private", "no-cache"})


@dataclass(frozen=True, slots=True)
class OriginResponse:
    """A response of the origin; the names of its headers are lower case."""

    status: int
    headers: Mapping[str, str]
    body: str = ""


#: Sends a URL and request headers to the origin.
type Origin = Callable[[str, Mapping[str, str]], OriginResponse]


@dataclass(frozen=True, slots=True)
class _Kept:
    response: OriginResponse
    received_at: float

    def age(self, now: float) -> float:
        """Return the current age in seconds (RFC 9111, 4.2.3); nothing is in transit here."""
        return _seconds(self.response.headers.get("age", "")) + now - self.received_at


class OuterCache:
    """One region's cache. It counts its hits and what it forwards."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._kept: dict[str, _Kept] = {}
        self.hits = 0
        self.forwarded = 0

    def get(self, url: str, now: float) -> OriginResponse:
        """Return the response to a GET: a fresh one from the cache, else from the origin."""
        kept = self._kept.get(url)
        if kept and kept.age(now) < lifetime(kept.response):
            self.hits += 1
            return _aged(kept, now)
        return self._forward(url, kept, now)

    def _forward(self, url: str, kept: _Kept | None, now: float) -> OriginResponse:
        """Fetch a response, or validate the one that is kept (RFC 9111, 4.3)."""
        self.forwarded += 1
        tag = kept.response.headers.get("etag", "") if kept else ""
        response = self._origin(url, {"If-None-Match": tag} if tag else {})
        if response.status == HTTPStatus.NOT_MODIFIED and kept:
            headers = {**kept.response.headers, **response.headers}
            response = replace(kept.response, headers=headers)
        if lifetime(response):
            self._kept[url] = _Kept(response, now)
        else:
            self._kept.pop(url, None)
        return response


def lifetime(response: OriginResponse) -> int:
    """Return how many seconds a shared cache may use a response, from its creation on.

    0 where it must not keep it, or is not told for how long.
    """
    directives = _directives(response.headers.get("cache-control", ""))
    names = response.headers.get("vary", "").lower().split(",")
    varies = bool({name.strip() for name in names if name} - _SAME_FOR_ALL)
    if response.status != HTTPStatus.OK or varies or not directives.keys().isdisjoint(_NOT_KEPT):
        return 0
    return _seconds(directives.get("s-maxage") or directives.get("max-age", ""))


def _directives(cache_control: str) -> dict[str, str]:
    """Return the directives of a Cache-Control header, as `{"public": "", "max-age": "60"}`."""
    pairs = (each.strip().partition("=") for each in cache_control.lower().split(","))
    return {name: value.strip('"') for name, _, value in pairs}


def _seconds(text: str) -> int:
    return int(text) if re.fullmatch(r"\d+", text) else 0


def _aged(kept: _Kept, now: float) -> OriginResponse:
    headers = {**kept.response.headers, "age": str(int(kept.age(now)))}
    return replace(kept.response, headers=headers)
