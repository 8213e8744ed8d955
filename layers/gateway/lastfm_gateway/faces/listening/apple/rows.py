"""Rows of the listening face, and the links of Apple's that belong to them. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from lastfm_gateway.faces.listening.apple.search import Links, Subject
from lastfm_gateway.faces.listening.ids import Kind


def subjects(kind: Kind, items: Iterable[Mapping[str, Any]]) -> list[Subject]:
    """Return what Apple is to be asked about some rows: themselves, and the albums of tracks."""
    wanted = dict[Subject, None]()
    for item in items:
        wanted[_own(kind, item)] = None
        album = _album(kind, item)
        if album is not None:
            wanted[album] = None
    return list(wanted)


def lay(kind: Kind, items: Iterable[dict[str, Any]], known: Mapping[Subject, Links]) -> None:
    """Write what is known into rows: those of the fields that a row has."""
    for item in items:
        own = known.get(_own(kind, item), Links())
        of_album = own if kind == "album" else Links()
        album = _album(kind, item)
        if album is not None:
            of_album = known.get(album, Links())
        filled = {
            "apple_music_url": own.page,
            "preview_url": own.preview,
            "album_apple_music_url": of_album.page,
            "album_released_year": of_album.year,
            "album_total_tracks": of_album.tracks,
        }
        for name, value in filled.items():
            if name in item and value is not None:
                item[name] = value


def _own(kind: Kind, item: Mapping[str, Any]) -> Subject:
    artist = item["name"] if kind == "artist" else item["detail"]
    return Subject(kind, artist, item["name"])


def _album(kind: Kind, item: Mapping[str, Any]) -> Subject | None:
    """Return the album of a track, where the row tells it."""
    name = item.get("album_name") if kind == "track" else None
    return Subject("album", item["detail"], name) if name else None
