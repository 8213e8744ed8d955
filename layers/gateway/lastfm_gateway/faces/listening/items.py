"""Parts of answers counted from the history: scrobbles, times, ids, pagination. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.lastfm.names import EntityKind, identity, page_url


def scrobble_item(scrobble: Scrobble) -> dict[str, Any]:
    """Return a scrobble with its track, artist and album."""
    at, names = scrobble
    return {
        "track": {
            "id": identity("track", names.artist, names.track),
            "name": names.track,
            **track_links(names),
        },
        "artist": {"id": identity("artist", names.artist), "name": names.artist},
        "album": album_item(names),
        "scrobbled_at": timestamp(at),
    }


def track_links(names: TrackNames) -> dict[str, str | None]:
    """Return a track's links. Last.fm has none at Apple."""
    url = page_url("track", names.artist, names.track)
    return {"url": url, "apple_music_url": None, "preview_url": None}


def album_item(names: TrackNames) -> dict[str, Any]:
    """Return the album of a scrobble; every field is None without an album."""
    if not names.album:
        return {"id": None, "name": None, "image": None}
    album_id = identity("album", names.artist, names.album)
    return {"id": album_id, "name": names.album, "image": image_object(names.image or None)}


def album_played(scrobble: Scrobble) -> dict[str, Any] | None:
    """Return the album that a scrobble played, with its artist; None without an album."""
    at, names = scrobble
    if not names.album:
        return None
    links = {"url": page_url("album", names.artist, names.album), "apple_music_url": None}
    return {
        "album": {**album_item(names), **links},
        "artist": {"id": identity("artist", names.artist), "name": names.artist},
        "last_scrobbled_at": timestamp(at),
    }


def unique_counts(counts: Counts) -> dict[str, int]:
    """Return how many different artists, albums and tracks were played."""
    kinds: tuple[EntityKind, ...] = ("artist", "album", "track")
    return {f"unique_{kind}s": counts.distinct(kind) for kind in kinds}


def timestamp(at: int) -> str:
    """Return a unix time as ISO 8601 in UTC with milliseconds: `2026-03-18T22:14:04.000Z`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def pagination(page: int, limit: int, total: int) -> dict[str, int]:
    """Return a page's position in its list."""
    return {"page": page, "limit": limit, "total": total, "total_pages": -(-total // limit)}


def cut_page[T](rows: Sequence[T], page: int, limit: int) -> Sequence[T]:
    """Return one page of a list; nothing past its end."""
    return rows[(page - 1) * limit : page * limit]
