"""The listening answers, recomputed one scrobble at a time from raw scrobbles.

Every function takes scrobbles as (unix time, artist, album, track, image URL), oldest first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Literal
from urllib.parse import quote_plus

from lastfm_gateway.lastfm.names import EntityKind, fold_name, identity

type Raw = tuple[int, str, str, str, str]

DAY = 86_400
_ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_PLACES: dict[EntityKind, Literal[1, 2, 3]] = {"artist": 1, "album": 2, "track": 3}


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
    return {f"unique_{kind}s": _distinct(kind, scrobbles) for kind in _PLACES}


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


def calendar(scrobbles: Sequence[Raw], year: int) -> dict[str, Any]:
    """Return the days of a year."""
    counts = Counter(day_of(raw).isoformat() for raw in scrobbles if day_of(raw).year == year)
    days = [{"date": day, "count": counts[day]} for day in sorted(counts)]
    most = max(counts.values(), default=0)
    first = next((day for day in days if day["count"] == most), {"date": "", "count": 0})
    return {"year": year, "days": days, "total": sum(counts.values()), "max_day": first}


def trends(scrobbles: Sequence[Raw], metric: str) -> dict[str, Any]:
    """Return what was counted in each month."""
    data = []
    for month, played in _by_month(scrobbles).items():
        counts = {"scrobbles": len(played), **unique(played)}
        data.append({"period": month, "value": counts.get(metric) or counts[f"unique_{metric}"]})
    return {"metric": metric, "data": data}


def streaks(scrobbles: Sequence[Raw], today: date) -> dict[str, Any]:
    """Return the current and the longest streak, found by walking from day to day."""
    days = Counter(map(day_of, scrobbles))
    found = []
    for first in sorted(days):
        if first - timedelta(days=1) in days:
            continue
        last = first
        while last + timedelta(days=1) in days:
            last += timedelta(days=1)
        total = sum(days[day] for day in days if first <= day <= last)
        found.append(((last - first).days + 1, first, last, total))
    none: dict[str, Any] = {"days": 0, "start_date": None, "total_scrobbles": 0}
    current, longest = none, {**none, "end_date": None}
    for length, first, last, total in found:
        streak = {"days": length, "start_date": first.isoformat(), "total_scrobbles": total}
        if last in {today, today - timedelta(days=1)}:
            current = streak
        if length > longest["days"]:
            longest = {**streak, "end_date": last.isoformat()}
    return {"current": current, "longest": longest}


def years(scrobbles: Sequence[Raw]) -> dict[str, Any]:
    """Return the summary of each year."""
    data = []
    for number in sorted({day_of(raw).year for raw in scrobbles}, reverse=True):
        played = [raw for raw in scrobbles if day_of(raw).year == number]
        [(row, _), *_] = _ranked("artist", played)
        top = {"id": row["id"], "name": row["name"]}
        counts = {"total_scrobbles": len(played), **unique(played)}
        data.append({"year": number, **counts, "top_artist": top})
    return {"data": data}


def review(
    scrobbles: Sequence[Raw], year: int, month: int | None = None, *, sparklines: bool = False
) -> dict[str, Any]:
    """Return a year or a month in review."""
    in_year = [raw for raw in scrobbles if day_of(raw).year == year]
    played = [raw for raw in in_year if month in {None, day_of(raw).month}]
    by_month = {} if month else _by_month(in_year)
    tops = {}
    for kind in _PLACES:
        rows = []
        for row, plays in _ranked(kind, played)[:10]:
            line = _days_or_months(plays, year, month)
            rows.append({**row, "sparkline": line} if sparklines else row)
        tops[f"top_{kind}s"] = rows
    return {
        "year": year,
        **({"month": month} if month else {}),
        "total_scrobbles": len(played),
        **unique(played),
        **tops,
        "monthly": [
            {
                "month": label,
                "scrobbles": len(of_month),
                "unique_artists": _distinct("artist", of_month),
                "unique_albums": _distinct("album", of_month),
            }
            for label, of_month in by_month.items()
        ],
    }


def day_of(raw: Raw) -> date:
    """Return a scrobble's day in UTC."""
    return datetime.fromtimestamp(raw[0], UTC).date()


def _by_month(scrobbles: Sequence[Raw]) -> dict[str, list[Raw]]:
    months: dict[str, list[Raw]] = {}
    for raw in scrobbles:
        months.setdefault(f"{day_of(raw):%Y-%m}", []).append(raw)
    return months


def _ranked(kind: EntityKind, scrobbles: Sequence[Raw]) -> list[tuple[dict[str, Any], list[Raw]]]:
    """Return the items of a review with their scrobbles, most played first, then by name."""
    played: dict[tuple[str, ...], list[Raw]] = {}
    for raw in scrobbles:
        if raw[_PLACES[kind]]:
            played.setdefault(_key(kind, raw), []).append(raw)
    items = [(_item(kind, plays), plays) for plays in played.values()]
    order: Callable[[Any], Any] = lambda item: (-len(item[1]), item[0]["name"], item[1][-1][1])  # noqa: E731
    return sorted(items, key=order)


def _item(kind: EntityKind, plays: Sequence[Raw]) -> dict[str, Any]:
    last = plays[-1]
    artist, name = last[1], last[_PLACES[kind]]
    names = (name,) if kind == "artist" else (artist, name)
    item = {
        "id": identity(kind, *names),
        "name": name,
        "scrobbles": len(plays),
        "apple_music_url": None,
    }
    if kind == "artist":
        return {**item, "image": None}
    if kind == "track":
        return {**item, "artist": artist, "preview_url": None}
    image = next((raw[4] for raw in reversed(plays) if raw[4]), "")
    return {**item, "artist": artist, "image": picture(image)}


def _days_or_months(plays: Sequence[Raw], year: int, month: int | None) -> dict[str, Any]:
    days = map(day_of, plays)
    if month is None:
        counts = Counter(day.month for day in days)
        return {"granularity": "month", "points": [counts[number + 1] for number in range(12)]}
    counts = Counter(day.day for day in days)
    length = (at(year + month // 12, month % 12 + 1, 1) - at(year, month, 1)) // DAY
    return {"granularity": "day", "points": [counts[number + 1] for number in range(length)]}


def _key(kind: EntityKind, raw: Raw) -> tuple[str, ...]:
    artist, name = fold_name(raw[1]), fold_name(raw[_PLACES[kind]])
    return (artist,) if kind == "artist" else (artist, name)


def _distinct(kind: EntityKind, scrobbles: Sequence[Raw]) -> int:
    return len({_key(kind, raw) for raw in scrobbles if raw[_PLACES[kind]]})


def _like(part: str, name: str) -> bool:
    """Return whether a name contains a part, without regard to the case of ASCII letters."""
    return part.translate(_ASCII_LOWER) in name.translate(_ASCII_LOWER)
