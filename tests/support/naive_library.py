"""Answers about artists and albums, recomputed one scrobble at a time from raw scrobbles."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from lastfm_gateway.lastfm.names import fold_name, identity
from tests.support.naive_listening import Raw, day_of, iso, picture

type Group = list[Raw]

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def groups(kind: str, scrobbles: Sequence[Raw]) -> list[Group]:
    """Return the scrobbles of each artist, album or track, most played first, then by name."""
    place = {"artist": 1, "album": 2, "track": 3}[kind]
    found: dict[tuple[str, ...], Group] = {}
    for raw in scrobbles:
        if raw[place]:
            names = (raw[1],) if kind == "artist" else (raw[1], raw[place])
            found.setdefault(tuple(fold_name(str(name)) for name in names), []).append(raw)
    return sorted(found.values(), key=lambda raws: (-len(raws), raws[-1][place], raws[-1][1]))


def artist_id(group: Group) -> int:
    """Return an artist's id."""
    return identity("artist", group[-1][1])


def album_id(group: Group) -> int:
    """Return an album's id."""
    return identity("album", *group[-1][1:3])


def artist_url(group: Group) -> str:
    """Return the URL of an artist's page."""
    return f"https://www.last.fm/music/{quote_plus(group[-1][1])}"


def album_url(group: Group) -> str:
    """Return the URL of an album's page."""
    return f"{artist_url(group)}/{quote_plus(group[-1][2])}"


def cover(group: Group) -> dict[str, Any] | None:
    """Return the image that was last sent with one of some scrobbles."""
    return picture(next((raw[4] for raw in reversed(group) if raw[4]), ""))


def like(part: str, name: str) -> bool:
    """Return whether a name contains a part, without regard to the case of ASCII letters."""
    return part.translate(_LOWER) in name.translate(_LOWER)


def position(page: int, limit: int, total: int) -> dict[str, int]:
    """Return a page's position."""
    pages = total // limit + (total % limit > 0)
    return {"page": page, "limit": limit, "total": total, "total_pages": pages}


def artists(  # noqa: PLR0913 (the parameters of the endpoint)
    scrobbles: Sequence[Raw],
    genre_of: Mapping[str, str],
    page: int = 1,
    limit: int = 20,
    *,
    sort: str = "playcount",
    order: str = "desc",
    search: str = "",
) -> dict[str, Any]:
    """Return a page of all artists."""
    found = [g for g in groups("artist", scrobbles) if like(search, g[-1][1])]
    found = _sorted(found, 1, sort, order)
    data = [
        {
            "id": artist_id(group),
            "name": group[-1][1],
            "playcount": len(group),
            "genre": genre_of.get(fold_name(group[-1][1])) or None,
            "url": artist_url(group),
            "apple_music_url": None,
            "image": None,
        }
        for group in found[(page - 1) * limit : page * limit]
    ]
    return {"data": data, "pagination": position(page, limit, len(found))}


def albums(  # noqa: PLR0913 (the parameters of the endpoint)
    scrobbles: Sequence[Raw],
    page: int = 1,
    limit: int = 20,
    *,
    sort: str = "playcount",
    order: str = "desc",
    search: str = "",
    artist: str = "",
) -> dict[str, Any]:
    """Return a page of all albums."""
    found = [
        group
        for group in groups("album", scrobbles)
        if like(search, group[-1][2]) and like(artist, group[-1][1])
    ]
    found = _sorted(found, 2, sort, order)
    data = [
        {
            "id": album_id(group),
            "name": group[-1][2],
            "artist": {"id": artist_id(group), "name": group[-1][1]},
            "playcount": len(group),
            "url": album_url(group),
            "apple_music_url": None,
            "image": cover(group),
        }
        for group in found[(page - 1) * limit : page * limit]
    ]
    return {"data": data, "pagination": position(page, limit, len(found))}


def artist_counts(scrobbles: Sequence[Raw], wanted: int, now: float) -> dict[str, Any]:
    """Return what an artist's page counts from the history."""
    everyone = groups("artist", scrobbles)
    [rank] = [number for number, group in enumerate(everyone, 1) if artist_id(group) == wanted]
    played = everyone[rank - 1]
    tracks, its_albums = groups("track", played), groups("album", played)
    years = range(day_of(played[0]).year, datetime.fromtimestamp(now, UTC).year + 1)
    by_year = Counter(day_of(raw).year for raw in played)
    full = [group for group in its_albums if len(groups("track", group)) > 1]
    return {
        "id": wanted,
        "name": played[-1][1],
        "url": artist_url(played),
        "apple_music_url": None,
        "playcount": len(played),
        "scrobble_count": len(played),
        "first_scrobbled_at": iso(played[0][0]),
        "last_played_at": iso(played[-1][0]),
        "all_time_rank": rank,
        "distinct_tracks": len(tracks),
        "distinct_albums": len(its_albums),
        "image": None,
        "sparkline": {
            "granularity": "year",
            "points": [
                {"at": f"{year}-01-01T00:00:00.000Z", "count": by_year[year]} for year in years
            ],
        },
        "top_albums": [
            {
                "id": album_id(group),
                "name": group[-1][2],
                "playcount": len(group),
                "apple_music_url": None,
                "image": cover(group),
            }
            for group in full[:10]
        ],
        "top_tracks": [
            {**_track(group), **_album_of(group), "image": cover(group)} for group in tracks[:10]
        ],
    }


def album_counts(scrobbles: Sequence[Raw], wanted: int) -> dict[str, Any]:
    """Return what an album's page counts from the history."""
    [played] = [group for group in groups("album", scrobbles) if album_id(group) == wanted]
    return {
        "id": wanted,
        "name": played[-1][2],
        "url": album_url(played),
        "apple_music_url": None,
        "playcount": len(played),
        "first_scrobbled_at": iso(played[0][0]),
        "artist": {"id": artist_id(played), "name": played[-1][1]},
        "tracks": [_track(group) for group in groups("track", played)],
    }


def genres(
    scrobbles: Sequence[Raw], genre_of: Mapping[str, str], unit: str = "month", limit: int = 10
) -> list[dict[str, Any]]:
    """Return plays per genre in each period."""
    label = {"month": "%Y-%m", "year": "%Y", "week": "%Y-W%W"}[unit]
    periods: dict[str, Counter[str]] = {}
    for raw in scrobbles:
        genre = genre_of.get(fold_name(raw[1]))
        if genre:
            periods.setdefault(day_of(raw).strftime(label), Counter())[genre] += 1
    data = []
    for period, counts in periods.items():
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        named, rest = dict(ranked[:limit]), sum(plays for _, plays in ranked[limit:])
        found = {**named, "Other": rest} if rest else named
        data.append({"period": period, "genres": found, "total": sum(counts.values())})
    return data


def results(scrobbles: Sequence[Raw], text: str) -> set[tuple[str, str, str]]:
    """Return type, id and title of all artists and albums that have a word for each prefix."""
    prefixes = _words(text)
    named = [("artist", g, g[-1][1], g[-1][1]) for g in groups("artist", scrobbles)] + [
        ("album", g, g[-1][2], f"{g[-1][2]} {g[-1][1]}") for g in groups("album", scrobbles)
    ]
    number: dict[str, Callable[[Group], int]] = {"artist": artist_id, "album": album_id}
    return {
        (kind, str(number[kind](group)), title)
        for kind, group, title, words in named
        if all(any(word.startswith(prefix) for word in _words(words)) for prefix in prefixes)
    }


def feed(scrobbles: Sequence[Raw]) -> list[dict[str, Any]]:
    """Return the first plays, newest first, without their ids."""
    found = []
    for group in groups("artist", scrobbles):
        name = group[-1][1]
        titles = {"event_type": "new_artist", "title": f"Discovered {name}", "subtitle": None}
        source = f"artist:{artist_id(group)}"
        found.append(((-group[0][0], 0, name, name), {**titles, "source_id": source}))
    for group in groups("album", scrobbles):
        _, artist, name, _, _ = group[-1]
        titles = {"event_type": "new_album", "title": f"New album: {name}", "subtitle": artist}
        source = f"album:{album_id(group)}"
        found.append(((-group[0][0], 1, name, artist), {**titles, "source_id": source}))
    return [
        {
            **item,
            "domain": "listening",
            "occurred_at": iso(-order[0]),
            "created_at": iso(-order[0]),
            "image_key": None,
            "metadata": None,
        }
        for order, item in sorted(found, key=lambda pair: pair[0])
    ]


def _sorted(found: list[Group], place: int, sort: str, order: str) -> list[Group]:
    keys: dict[str, Callable[[Group], Any]] = {
        "playcount": len,
        "name": lambda group: fold_name(str(group[-1][place])),
        "recent": lambda group: group[0][0],
    }
    return sorted(found, key=keys[sort], reverse=order == "desc")


def _track(group: Group) -> dict[str, Any]:
    _, artist, _, name, _ = group[-1]
    return {
        "id": identity("track", artist, name),
        "name": name,
        "scrobble_count": len(group),
        "apple_music_url": None,
        "preview_url": None,
    }


def _album_of(group: Group) -> dict[str, Any]:
    with_album = next((raw for raw in reversed(group) if raw[2]), None)
    if with_album is None:
        return {"album_id": None, "album_name": None}
    album = with_album[2]
    return {"album_id": identity("album", group[-1][1], album), "album_name": album}


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.findall(r"[^\W_]+", bare)
