"""Scrobbles in memory: one by one as Last.fm sends them, and many in columns. Pure."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lastfm_gateway.history.window import Window


class TrackNames(NamedTuple):
    """What was played, as Last.fm spells it. `album` and `image`, a URL, are "" if unknown."""

    artist: str
    album: str
    track: str
    image: str


class Scrobble(NamedTuple):
    """One play; `at` is its unix time in seconds."""

    at: int
    names: TrackNames


class Listening(NamedTuple):
    """The scrobbles of a window in columns, oldest first.

    `times`: unix seconds. `ids`: what was played at each time, by its key in `names`.
    `missing`: the parts of the window that are not imported yet, oldest first.
    """

    times: array[int]
    ids: array[int]
    names: Mapping[int, TrackNames]
    window: Window
    missing: Sequence[Window] = ()

    @property
    def is_complete(self) -> bool:
        """Whether all of the window is imported."""
        return not self.missing

    def bounds(self, window: Window) -> tuple[int, int]:
        """Return the indexes of a window's first scrobble, and of the first one after it."""
        return bisect_left(self.times, window.start), bisect_left(self.times, window.end)


def in_columns(scrobbles: Iterable[Scrobble], window: Window) -> Listening:
    """Return scrobbles of a window in columns, each under an id of its own."""
    ordered = sorted(scrobbles, key=lambda scrobble: scrobble.at)
    times = array("I", [scrobble.at for scrobble in ordered])
    names = {number: scrobble.names for number, scrobble in enumerate(ordered)}
    return Listening(times, array("I", names), names, window)
