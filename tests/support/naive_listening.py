"""The listening answers, recomputed one scrobble at a time from raw scrobbles.

Every function takes scrobbles as (unix time, artist, album, track, image URL), oldest first.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Literal
from urllib.parse import quote_plus

from lastfm_gateway.lastfm.names import EntityKind, fold_name, identity

type Raw = tuple[int, str, str, str, str]

DAY = 86_400
_ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
PLACES: dict[EntityKind, Literal[1, 2, 3]] = {"artist": 1, "album": 2, "track": 3}


def within(scrobbles: Iterable[Raw], start: float, end: float) -> list[Raw]:
    """Return the scrobbles from `start` until before `end`."""
    return [raw for raw in scrobbles if start <= raw[0] < end]


def at(*parts: int) -> int:
    """Return the unix time of a moment in UTC."""
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]


def iso(moment: int) -> str:
    """Return a unix time as Rewind writes it."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def picture(url: str) -> dict[str, Any] | None:
    """Return an image object."""
    if not url:
        return None
    empty = {"thumbhash": None, "dominant_color": None, "accent_color": None}
    return {"cdn_url": url, "url": url, **empty}


def scrobble(raw: Raw) -> dict[str, Any]:
    """Return one scrobble's item."""
    moment, artist, album, track, image = raw
    url = f"https://www.last.fm/music/{quote_plus(artist)}/_/{quote_plus(track)}"
    none = {"id": None, "name": None, "image": None}
    album_id = identity("album", artist, album)
    return {
        "track": {
            "id": identity("track", artist, track),
            "name": track,
            "url": url,
            "apple_music_url": None,
            "preview_url": None,
        },
        "artist": {"id": identity("artist", artist), "name": artist},
        "album": {"id": album_id, "name": album, "image": picture(image)} if album else none,
        "scrobbled_at": iso(moment),
    }


def recent(scrobbles: Sequence[Raw], page: int = 1, limit: int = 10) -> dict[str, Any]:
    """Return a page of the newest scrobbles."""
    newest = list(reversed(scrobbles))
    return {"data": [scrobble(raw) for raw in newest[(page - 1) * limit : page * limit]]}


def recent_albums(scrobbles: Sequence[Raw], limit: int = 10) -> dict[str, Any]:
    """Return the distinct albums of the last 200 scrobbles."""
    data: list[dict[str, Any]] = []
    for moment, artist, album, _, image in list(reversed(scrobbles))[:200]:
        album_id = identity("album", artist, album)
        if not album or any(item["album"]["id"] == album_id for item in data):
            continue
        url = f"https://www.last.fm/music/{quote_plus(artist)}/{quote_plus(album)}"
        links = {"url": url, "apple_music_url": None}
        data.append(
            {
                "album": {"id": album_id, "name": album, "image": picture(image), **links},
                "artist": {"id": identity("artist", artist), "name": artist},
                "last_scrobbled_at": iso(moment),
            }
        )
    return {"data": data[:limit]}


def history(
    scrobbles: Sequence[Raw], page: int = 1, limit: int = 50, artist: str = "", album: str = ""
) -> dict[str, Any]:
    """Return a page of the scrobbles whose names contain the given parts."""
    found = [raw for raw in scrobbles if _like(artist, raw[1]) and _like(album, raw[2])]
    pages = len(found) // limit + (len(found) % limit > 0)
    position = {"page": page, "limit": limit, "total": len(found), "total_pages": pages}
    return {**recent(found, page, limit), "pagination": position}


def unique(scrobbles: Sequence[Raw]) -> dict[str, int]:
    """Return how many different artists, albums and tracks there are."""
    return {f"unique_{kind}s": distinct(kind, scrobbles) for kind in PLACES}


def stats_of_range(scrobbles: Sequence[Raw]) -> dict[str, Any]:
    """Return the totals of a range."""
    per_day = 0.0
    if scrobbles:
        seconds = scrobbles[-1][0] - scrobbles[0][0]
        days = seconds // DAY + (seconds % DAY > 0) + 1
        per_day = round(len(scrobbles) / max(1, days), 1)
    return {
        "total_scrobbles": len(scrobbles),
        **unique(scrobbles),
        "registered_date": None,
        "years_tracking": 0,
        "scrobbles_per_day": per_day,
    }


def stats_of_all(scrobbles: Sequence[Raw], registered: int, now: float) -> dict[str, Any]:
    """Return the totals of all time."""
    days = int((now - registered) / DAY)
    return {
        "total_scrobbles": len(scrobbles),
        **unique(scrobbles),
        "registered_date": iso(registered),
        "years_tracking": int((now - registered) / DAY / 365.25),
        "scrobbles_per_day": round(len(scrobbles) / days, 1) if days else 0,
    }


def day_of(raw: Raw) -> date:
    """Return a scrobble's day in UTC."""
    return datetime.fromtimestamp(raw[0], UTC).date()


def key_of(kind: EntityKind, raw: Raw) -> tuple[str, ...]:
    """Return the names that a scrobble counts for, folded."""
    artist, name = fold_name(raw[1]), fold_name(raw[PLACES[kind]])
    return (artist,) if kind == "artist" else (artist, name)


def distinct(kind: EntityKind, scrobbles: Sequence[Raw]) -> int:
    """Return how many different artists, albums or tracks there are."""
    return len({key_of(kind, raw) for raw in scrobbles if raw[PLACES[kind]]})


def _like(part: str, name: str) -> bool:
    """Return whether a name contains a part, without regard to the case of ASCII letters."""
    return part.translate(_ASCII_LOWER) in name.translate(_ASCII_LOWER)
