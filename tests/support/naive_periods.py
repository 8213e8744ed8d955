"""Answers by day, month and year, recomputed one scrobble at a time from raw scrobbles."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from lastfm_gateway.lastfm.names import EntityKind, identity
from tests.support.naive_listening import (
    DAY,
    PLACES,
    Raw,
    at,
    day_of,
    distinct,
    key_of,
    picture,
    unique,
)


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
    for kind in PLACES:
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
                "unique_artists": distinct("artist", of_month),
                "unique_albums": distinct("album", of_month),
            }
            for label, of_month in by_month.items()
        ],
    }


def _by_month(scrobbles: Sequence[Raw]) -> dict[str, list[Raw]]:
    months: dict[str, list[Raw]] = {}
    for raw in scrobbles:
        months.setdefault(f"{day_of(raw):%Y-%m}", []).append(raw)
    return months


def _ranked(kind: EntityKind, scrobbles: Sequence[Raw]) -> list[tuple[dict[str, Any], list[Raw]]]:
    """Return the items of a review with their scrobbles, most played first, then by name."""
    played: dict[tuple[str, ...], list[Raw]] = {}
    for raw in scrobbles:
        if raw[PLACES[kind]]:
            played.setdefault(key_of(kind, raw), []).append(raw)
    items = [(_item(kind, plays), plays) for plays in played.values()]
    order: Callable[[Any], Any] = lambda item: (-len(item[1]), item[0]["name"], item[1][-1][1])  # noqa: E731
    return sorted(items, key=order)


def _item(kind: EntityKind, plays: Sequence[Raw]) -> dict[str, Any]:
    last = plays[-1]
    artist, name = last[1], last[PLACES[kind]]
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
