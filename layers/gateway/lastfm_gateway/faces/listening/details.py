"""Looks up what top lists lack: images and albums of tracks, images of albums, artists' genres."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway import methods
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.rows import TopRow, largest_image, require_text
from lastfm_gateway.history import counts
from lastfm_gateway.lastfm.names import EntityKind


class Detail(NamedTuple):
    """A row's details. `album` is the names of the album's artist and of the album."""

    image: str | None = None
    genre: str | None = None
    album: tuple[str, str] | None = None


class Details:
    """The details of a page's rows. `partial` is set while some have not been looked up."""

    def __init__(self, reader: ListeningReader, kind: EntityKind, rows: Sequence[TopRow]) -> None:
        self.partial = False
        self._reader = reader
        self._kind = kind
        self._rows = rows
        self._known: dict[TopRow, Detail] = {}

    def fill(self, counted: Mapping[TopRow, counts.Row], at_most: int) -> None:
        """Take details from counted scrobbles, then look up the rest in at most so many calls."""
        if self._kind != "artist":
            self._known = {row: _of_counts(played) for row, played in counted.items()}
        unknown = [row for row in self._rows if not self._is_known(row)]
        method, parse = _SOURCES[self._kind]
        names = [_names(row) for row in unknown]
        results = self._reader.new_lookup().fetch(methods.get(method), names, at_most, parse)
        for row, result in zip(unknown, results, strict=True):
            if result is None:
                self.partial = True
            else:
                self._known[row] = result.value

    def of(self, row: TopRow) -> Detail:
        """Return a row's details. The image in the row itself takes precedence."""
        detail = self._known.get(row, Detail())
        return detail._replace(image=row.image or detail.image)

    def _is_known(self, row: TopRow) -> bool:
        """Return whether a row needs no lookup. An album needs one only for its image."""
        return row in self._known or (row.kind == "album" and row.image is not None)


def _names(row: TopRow) -> dict[str, str]:
    return {"artist": row.artist, **({} if row.kind == "artist" else {row.kind: row.name})}


def _of_counts(row: counts.Row) -> Detail:
    return Detail(row.image or None, album=(row.artist, row.album) if row.album else None)


def _of_track(response: Mapping[str, Any]) -> Detail:
    album = response.get("track", {}).get("album")
    if not album:
        return Detail()
    names = require_text(album["artist"]), require_text(album["title"])
    return Detail(largest_image(album.get("image")), album=names)


def _of_album(response: Mapping[str, Any]) -> Detail:
    return Detail(largest_image(response.get("album", {}).get("image")))


def _of_artist(response: Mapping[str, Any]) -> Detail:
    tags = response.get("toptags", {}).get("tag", [])
    return Detail(genre=(require_text(tags[0]["name"]) or None) if tags else None)


#: The method that looks up each kind's details, and the parser of its response. "Not found" means
#: that there are no details.
_SOURCES: Final[dict[EntityKind, tuple[str, Callable[[Mapping[str, Any]], Detail]]]] = {
    "track": ("track.getInfo", _of_track),
    "album": ("album.getInfo", _of_album),
    "artist": ("artist.getTopTags", _of_artist),
}
