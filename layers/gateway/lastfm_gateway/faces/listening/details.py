"""What top lists leave out: pictures and albums of tracks, pictures of albums, artists' genres."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway import methods
from lastfm_gateway.cache.entity_lookup import LONGEST
from lastfm_gateway.faces.listening.ids import Kind
from lastfm_gateway.faces.listening.reader import Reader
from lastfm_gateway.faces.listening.rows import Play, Row, picture, text
from lastfm_gateway.lastfm.deadline import Deadline


class Detail(NamedTuple):
    """What is known of a row beside its plays. `album` is its artist and its title."""

    image: str | None = None
    genre: str | None = None
    album: tuple[str, str] | None = None


class Details:
    """The details of a page's rows; `partial` while some have not been looked up."""

    def __init__(self, reader: Reader, kind: Kind, rows: Sequence[Row]) -> None:
        self.partial = False
        self._reader = reader
        self._kind = kind
        self._rows = rows
        self._known: dict[tuple[str, ...], Detail] = {}

    def fill(self, played: Mapping[tuple[str, ...], Play], at_most: int) -> None:
        """Take what the rows' scrobbles tell, then look up the rest in so many calls."""
        if self._kind != "artist":
            self._known = {same: _of_play(play) for same, play in played.items()}
        lacking = [row for row in self._rows if not self._is_known(row)]
        method, read = _SOURCES[self._kind]
        deadline = Deadline.after(min(LONGEST, self._reader.time_left()))
        subjects = self._reader.runtime.entity_lookup(self._reader.caller, deadline)
        names = [_names(row) for row in lacking]
        told = subjects.fetch(methods.get(method), names, at_most, read)
        for row, answer in zip(lacking, told, strict=True):
            if answer is None:
                self.partial = True
            else:
                self._known[row.same] = answer.value

    def of(self, row: Row) -> Detail:
        """Return a row's details; the picture of its own list comes first."""
        detail = self._known.get(row.same, Detail())
        return detail._replace(image=row.image or detail.image)

    def _is_known(self, row: Row) -> bool:
        """Tell whether nothing is to be looked up: an album's picture is all that it may lack."""
        return row.same in self._known or (row.kind == "album" and row.image is not None)


def _names(row: Row) -> dict[str, str]:
    return {"artist": row.artist, **({} if row.kind == "artist" else {row.kind: row.name})}


def _of_play(play: Play) -> Detail:
    return Detail(play.image, album=(play.artist, play.album) if play.album else None)


def _of_track(answer: Mapping[str, Any]) -> Detail:
    of_album = answer.get("track", {}).get("album")
    if not of_album:
        return Detail()
    names = text(of_album["artist"]), text(of_album["title"])
    return Detail(picture(of_album.get("image")), album=names)


def _of_album(answer: Mapping[str, Any]) -> Detail:
    return Detail(picture(answer.get("album", {}).get("image")))


def _of_artist(answer: Mapping[str, Any]) -> Detail:
    tags = answer.get("toptags", {}).get("tag", [])
    return Detail(genre=(text(tags[0]["name"]) or None) if tags else None)


#: By which method each kind's details are looked up, and how its answer is read. One that says
#: "not found" tells that there are none.
_SOURCES: Final[dict[Kind, tuple[str, Callable[[Mapping[str, Any]], Detail]]]] = {
    "track": ("track.getInfo", _of_track),
    "album": ("album.getInfo", _of_album),
    "artist": ("artist.getTopTags", _of_artist),
}
