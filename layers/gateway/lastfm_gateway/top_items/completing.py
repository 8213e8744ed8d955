"""Rows of a list made into Spotify's objects, with what is looked up for them."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.calls import Call
from lastfm_gateway.catalogue import album, artist, track
from lastfm_gateway.catalogue.method import Method
from lastfm_gateway.core.entry import Entry
from lastfm_gateway.core.top_items import objects
from lastfm_gateway.core.top_items.objects import Object
from lastfm_gateway.core.top_items.rows import (
    Album,
    Artist,
    Track,
    album_in,
    genres_in,
    tracks_on,
)
from lastfm_gateway.errors import BadRequest, UpstreamFault
from lastfm_gateway.limiting import Caller
from lastfm_gateway.lookups import Lookups, look_up
from lastfm_gateway.runtime import Runtime
from lastfm_gateway.understanding import understanding

#: The most calls to Last.fm that one request makes, and how long all look-ups may take. Seconds.
MOST_CALLS: Final = 51
LONGEST: Final = 2.5

#: A page all of whose parts were stored so long ago has not just been asked for, in seconds.
NO_LONGER_NEW: Final = 1800

_METHODS: Final = {m.name: m for m in (*track.METHODS, *album.METHODS, *artist.METHODS)}
_TRACK, _ALBUM = _METHODS["track.getInfo"], _METHODS["album.getInfo"]
_TAGS: Final = _METHODS["artist.getTopTags"]
_OK: Final = 200


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
        self._caller = caller
        self._base = base
        self._deadline = Deadline.after(min(LONGEST, deadline.left()))
        self._made = calls
        self._lookups = Lookups(runtime)

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
        made = self._made + self._lookups.calls
        named = [on for on in albums if on.name]
        calls = 0 if is_new and not made else self._left()
        found = self._look_up(_ALBUM, [on.names for on in named], calls, tracks_on)
        sizes = dict(zip(named, found, strict=True))
        return [sizes.get(on) or 0 for on in albums]

    def _left(self) -> int:
        return max(0, MOST_CALLS - self._made - self._lookups.calls)

    def _look_up[T](
        self,
        method: Method,
        names: Sequence[Mapping[str, str]],
        at_most: int,
        read: Callable[[Mapping[str, Any]], T],
    ) -> list[T | None]:
        """Return what is read from each answer, of {} where there is nothing; None for missing."""
        calls = [self._call(method, each) for each in names]
        found = self._lookups.answers([c for c in calls if c], self._deadline, at_most)
        entries = [found.get(call.key or "") if call else None for call in calls]
        return [
            self._read(entry, read) if entry else None if call else read({})
            for call, entry in zip(calls, entries, strict=True)
        ]

    def _call(self, method: Method, names: Mapping[str, str]) -> Call | None:
        """Return a look-up, or None for names that nobody can ask for."""
        try:
            return look_up(method, names, self._caller, self._runtime)
        except BadRequest:
            return None

    def _read[T](self, entry: Entry, read: Callable[[Mapping[str, Any]], T]) -> T:
        """Read an answer. What is not of its shape tells nothing: it is nice to have, no more."""
        self.fresh_until = min(self.fresh_until, entry.fresh_until)
        self._stored_at = min(self._stored_at, entry.stored_at)
        try:
            with understanding():
                return read(json.loads(entry.body()) if entry.status == _OK else {})
        except UpstreamFault:
            return read({})
