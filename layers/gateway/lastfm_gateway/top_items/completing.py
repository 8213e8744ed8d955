"""Rows of a list made into Spotify's objects, with what is looked up for them."""

import json
import math
from collections.abc import Mapping, Sequence
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
from lastfm_gateway.errors import BadRequest
from lastfm_gateway.limiting import Caller
from lastfm_gateway.lookups import Lookups, look_up
from lastfm_gateway.runtime import Runtime

#: The most calls to Last.fm that one request makes, and how long all look-ups may take. Seconds.
MOST_CALLS: Final = 51
LONGEST: Final = 2.5

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
        tags = self._look_up(_TAGS, [row.names for row in rows], self._left())
        self.whole &= None not in tags
        return [
            objects.artist(row, genres_in(told or {}), self._base)
            for row, told in zip(rows, tags, strict=True)
        ]

    def _tracks(self, rows: Sequence[Track]) -> list[Object]:
        infos = self._look_up(_TRACK, [row.names for row in rows], self._left())
        self.whole &= None not in infos
        albums = [album_in(told or {}) for told in infos]
        return [
            objects.track(row, on, size, self._base)
            for row, on, size in zip(rows, albums, self._sizes(albums), strict=True)
        ]

    def _sizes(self, albums: Sequence[Album]) -> list[int]:
        """Return how many tracks the albums have.

        They are asked for with what is left of a request that makes calls anyway: a page whose
        other parts are all stored makes none.
        """
        calls = self._left() if self._made + self._lookups.calls else 0
        named = [on for on in albums if on.name]
        found = self._look_up(_ALBUM, [on.names for on in named], calls)
        sizes = {on: tracks_on(told or {}) for on, told in zip(named, found, strict=True)}
        return [sizes.get(on, 0) for on in albums]

    def _left(self) -> int:
        return max(0, MOST_CALLS - self._made - self._lookups.calls)

    def _look_up(
        self, method: Method, names: Sequence[Mapping[str, str]], at_most: int
    ) -> list[dict[str, Any] | None]:
        """Return an answer for each: empty where there is nothing, None for what is missing."""
        calls = [self._call(method, each) for each in names]
        found = self._lookups.answers([c for c in calls if c], self._deadline, at_most)
        return [self._told(found.get(call.key or "")) if call else {} for call in calls]

    def _call(self, method: Method, names: Mapping[str, str]) -> Call | None:
        """Return a look-up, or None for names that nobody can ask for."""
        try:
            return look_up(method, names, self._caller, self._runtime)
        except BadRequest:
            return None

    def _told(self, entry: Entry | None) -> dict[str, Any] | None:
        if entry is None:
            return None
        self.fresh_until = min(self.fresh_until, entry.fresh_until)
        told: dict[str, Any] = json.loads(entry.body()) if entry.status == _OK else {}
        return told
