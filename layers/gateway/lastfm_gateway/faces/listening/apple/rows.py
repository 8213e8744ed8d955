"""Maps rows of the listening face to entities for Apple's search, and links back to rows. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from lastfm_gateway.faces.listening.apple.search import Entity, Links
from lastfm_gateway.lastfm.names import EntityKind


def entities_of(kind: EntityKind, items: Iterable[Mapping[str, Any]]) -> list[Entity]:
    """Return the entities of some rows, without duplicates: rows, and the albums of tracks."""
    entities = dict[Entity, None]()
    for item in items:
        entities[_own(kind, item)] = None
        album = _album(kind, item)
        if album is not None:
            entities[album] = None
    return list(entities)


def fill_links(
    kind: EntityKind, items: Iterable[dict[str, Any]], known: Mapping[Entity, Links]
) -> None:
    """Write known links into the rows, in place. Adds no fields: unknown links stay as they are."""
    for item in items:
        own = known.get(_own(kind, item), Links())
        of_album = own if kind == "album" else Links()
        album = _album(kind, item)
        if album is not None:
            of_album = known.get(album, Links())
        fields = {
            "apple_music_url": own.page,
            "preview_url": own.preview,
            "album_apple_music_url": of_album.page,
            "album_released_year": of_album.year,
            "album_total_tracks": of_album.tracks,
        }
        for name, value in fields.items():
            if name in item and value is not None:
                item[name] = value


def _own(kind: EntityKind, item: Mapping[str, Any]) -> Entity:
    artist = item["name"] if kind == "artist" else item["detail"]
    return Entity(kind, artist, item["name"])


def _album(kind: EntityKind, item: Mapping[str, Any]) -> Entity | None:
    """Return a track's album, or None if the row names none."""
    name = item.get("album_name") if kind == "track" else None
    return Entity("album", item["detail"], name) if name else None
