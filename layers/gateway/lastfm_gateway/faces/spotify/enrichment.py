"""Turns rows into Spotify's objects, enriched with looked-up genres, albums and track counts."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lastfm_gateway import methods
from lastfm_gateway.cache.entity_lookup import EntityLookup
from lastfm_gateway.faces.spotify import objects
from lastfm_gateway.faces.spotify.objects import Object
from lastfm_gateway.faces.spotify.rows import (
    Album,
    Artist,
    Track,
    count_tracks,
    parse_album,
    parse_genres,
)
from lastfm_gateway.methods.method import Method

#: The most calls to Last.fm in one request.
MAX_CALLS_PER_REQUEST: Final = 51

#: A page whose parts were all stored this many seconds ago or earlier is not a repeated request.
NO_LONGER_NEW: Final = 1800

_TRACK: Final = methods.get("track.getInfo")
_ALBUM: Final = methods.get("album.getInfo")
_TAGS: Final = methods.get("artist.getTopTags")


class Enricher:
    """Enriches items within one request.

    `is_complete` is False if a lookup is missing. `fresh_until` is the unix time when the first
    lookup goes stale.
    """

    def __init__(
        self, lookup: EntityLookup, base: str, calls: int, clock: Callable[[], float]
    ) -> None:
        """Take the deployment's URL and how many calls the request has made so far."""
        self.is_complete = True
        self.fresh_until = math.inf
        self._stored_at = math.inf
        self._lookup = lookup
        self._base = base
        self._clock = clock
        self._made = calls

    def items(self, rows: Sequence[Artist | Track]) -> list[Object]:
        """Return the objects of rows, all of one kind, in order."""
        tracks = [row for row in rows if isinstance(row, Track)]
        artists = [row for row in rows if isinstance(row, Artist)]
        return [*self._tracks(tracks), *self._artists(artists)]

    def _artists(self, rows: Sequence[Artist]) -> list[Object]:
        found = self._fetch(_TAGS, [row.names for row in rows], self._calls_left(), parse_genres)
        self.is_complete &= None not in found
        return [
            objects.artist(row, genres or [], self._base)
            for row, genres in zip(rows, found, strict=True)
        ]

    def _tracks(self, rows: Sequence[Track]) -> list[Object]:
        found = self._fetch(_TRACK, [row.names for row in rows], self._calls_left(), parse_album)
        self.is_complete &= None not in found
        albums = [album or Album() for album in found]
        return [
            objects.track(row, album, size, self._base)
            for row, album, size in zip(rows, albums, self._sizes(albums), strict=True)
        ]

    def _sizes(self, albums: Sequence[Album]) -> list[int]:
        """Return the number of each album's tracks; 0 if unknown.

        Albums are looked up if this request makes calls anyway, or if its other parts were stored a
        while ago. A repeated request makes no calls.
        """
        is_repeated = self._stored_at > self._clock() - NO_LONGER_NEW
        made = self._made + self._lookup.calls
        named = [album for album in albums if album.name]
        calls = 0 if is_repeated and not made else self._calls_left()
        found = self._fetch(_ALBUM, [album.names for album in named], calls, count_tracks)
        sizes = dict(zip(named, found, strict=True))
        return [sizes.get(album) or 0 for album in albums]

    def _calls_left(self) -> int:
        return max(0, MAX_CALLS_PER_REQUEST - self._made - self._lookup.calls)

    def _fetch[T](
        self,
        method: Method,
        names: Sequence[Mapping[str, str]],
        at_most: int,
        parse: Callable[[Mapping[str, Any]], T],
    ) -> list[T | None]:
        """Return the parsed lookup of each; None for missing ones."""
        results = self._lookup.fetch(method, names, at_most, parse)
        entries = [result.entry for result in results if result and result.entry]
        self.fresh_until = min([self.fresh_until, *(entry.fresh_until for entry in entries)])
        self._stored_at = min([self._stored_at, *(entry.stored_at for entry in entries)])
        return [result.value if result else None for result in results]
