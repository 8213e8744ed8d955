"""Rows of a list made into Spotify's objects, with what is looked up for them."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lastfm_gateway import methods
from lastfm_gateway.cache.entity_lookup import LONGEST
from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.spotify import objects
from lastfm_gateway.faces.spotify.objects import Object
from lastfm_gateway.faces.spotify.rows import Album, Artist, Track, album_in, genres_in, tracks_on
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.method import Method

#: The most calls to Last.fm that one request makes.
MOST_CALLS: Final = 51

#: A page all of whose parts were stored so long ago has not just been asked for, in seconds.
NO_LONGER_NEW: Final = 1800

_TRACK: Final = methods.get("track.getInfo")
_ALBUM: Final = methods.get("album.getInfo")
_TAGS: Final = methods.get("artist.getTopTags")


class Completer:
    """Completes items within one request.

    `whole` tells whether all was there that was looked up, `fresh_until` when the first is due.
    """

    def __init__(
        self, runtime: Runtime, caller: Caller, base: str, deadline: Deadline, calls: int
    ) -> None:
        """Take the deployment's address, and how many calls the request has made already."""
        self.whole = True
        self.fresh_until = math.inf
        self._stored_at = math.inf
        self._runtime = runtime
        self._base = base
        self._made = calls
        within = Deadline.after(min(LONGEST, deadline.left()))
        self._subjects = runtime.entity_lookup(caller, within)

    def items(self, rows: Sequence[Artist | Track]) -> list[Object]:
        """Return the objects of some rows of one kind."""
        tracks = [row for row in rows if isinstance(row, Track)]
        artists = [row for row in rows if isinstance(row, Artist)]
        return [*self._tracks(tracks), *self._artists(artists)]

    def _artists(self, rows: Sequence[Artist]) -> list[Object]:
        found = self._look_up(_TAGS, [row.names for row in rows], self._left(), genres_in)
        self.whole &= None not in found
        return [
            objects.artist(row, genres or [], self._base)
            for row, genres in zip(rows, found, strict=True)
        ]

    def _tracks(self, rows: Sequence[Track]) -> list[Object]:
        found = self._look_up(_TRACK, [row.names for row in rows], self._left(), album_in)
        self.whole &= None not in found
        albums = [album or Album() for album in found]
        return [
            objects.track(row, on, size, self._base)
            for row, on, size in zip(rows, albums, self._sizes(albums), strict=True)
        ]

    def _sizes(self, albums: Sequence[Album]) -> list[int]:
        """Return how many tracks the albums have.

        They are asked for with what is left of a request that makes calls anyway, or whose other
        parts have been stored for a while: a page that was just asked for makes none.
        """
        is_new = self._stored_at > self._runtime.clock() - NO_LONGER_NEW
        made = self._made + self._subjects.calls
        named = [on for on in albums if on.name]
        calls = 0 if is_new and not made else self._left()
        found = self._look_up(_ALBUM, [on.names for on in named], calls, tracks_on)
        sizes = dict(zip(named, found, strict=True))
        return [sizes.get(on) or 0 for on in albums]

    def _left(self) -> int:
        return max(0, MOST_CALLS - self._made - self._subjects.calls)

    def _look_up[T](
        self,
        method: Method,
        names: Sequence[Mapping[str, str]],
        at_most: int,
        read: Callable[[Mapping[str, Any]], T],
    ) -> list[T | None]:
        """Return what is told of each, None for what is missing."""
        told = self._subjects.fetch(method, names, at_most, read)
        entries = [each.entry for each in told if each and each.entry]
        self.fresh_until = min([self.fresh_until, *(entry.fresh_until for entry in entries)])
        self._stored_at = min([self._stored_at, *(entry.stored_at for entry in entries)])
        return [each.value if each else None for each in told]
