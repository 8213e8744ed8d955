"""The buckets of a sparkline: days, weeks from Monday, months, years, all in UTC. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal

from lastfm_gateway.faces.listening.windows import DAY, Window
from lastfm_gateway.methods.freshness import LATE_SCROBBLES

type Granularity = Literal["day", "week", "month", "year"]

#: How many days or weeks a rolling period's sparkline has.
_ROLLING: Final[dict[str, tuple[Granularity, int]]] = {
    "7day": ("day", 7),
    "1month": ("day", 28),
    "3month": ("week", 13),
    "6month": ("week", 26),
    "12month": ("week", 52),
}

#: The longest range, in days, that is cut into each.
_LONGEST: Final[dict[Granularity, int]] = {"day": 31, "week": 183, "month": 1096, "year": 10**6}


@dataclass(frozen=True)
class Buckets:
    """Consecutive windows; the first and the last may be parts of a day, week, month or year."""

    granularity: Granularity
    windows: tuple[Window, ...]

    @property
    def whole(self) -> Window:
        """All of them as one. Not for none."""
        return Window(self.windows[0].start, self.windows[-1].end)

    def place(self, moment: int) -> int | None:
        """Return which bucket a moment falls into, or None for one outside."""
        found = bisect_right(self._starts, moment) - 1
        return found if found >= 0 and moment < self.windows[found].end else None

    @cached_property
    def _starts(self) -> list[int]:
        return [window.start for window in self.windows]

    def closed(self, now: float) -> int:
        """Return how many buckets, from the first, no late scrobble can change any more."""
        return sum(window.end + LATE_SCROBBLES <= now for window in self.windows)


def of_period(period: str, now: float, first_scrobble: int | None) -> Buckets:
    """Return the buckets of a period that ends now; `overall` begins with the first scrobble."""
    today = datetime.fromtimestamp(now, UTC).date()
    if period == "overall":
        if first_scrobble is None:
            return Buckets("year", ())
        start = datetime.fromtimestamp(first_scrobble, UTC).date().replace(month=1, day=1)
        return Buckets("year", _cut("year", start, _next("year", today)))
    granularity, count = _ROLLING[period]
    last = _begin(granularity, today)
    step = _next(granularity, last) - last
    return Buckets(granularity, _cut(granularity, last - (count - 1) * step, last + step))


def of_range(window: Window) -> Buckets:
    """Return the buckets of a range of time, cut off where it begins and ends."""
    if window.start >= window.end:
        return Buckets("day", ())
    days = -(-(window.end - window.start) // DAY)
    granularity = next(unit for unit, longest in _LONGEST.items() if days <= longest)
    first = datetime.fromtimestamp(window.start, UTC).date()
    last = datetime.fromtimestamp(window.end - 1, UTC).date()
    whole = _cut(granularity, _begin(granularity, first), _next(granularity, last))
    return Buckets(
        granularity,
        tuple(Window(max(w.start, window.start), min(w.end, window.end)) for w in whole),
    )


def spread(moments: Iterable[int], buckets: Buckets) -> list[int]:
    """Count moments (unix seconds) by bucket; those outside count nowhere."""
    points = [0] * len(buckets.windows)
    for moment in moments:
        place = buckets.place(moment)
        if place is not None:
            points[place] += 1
    return points


def _cut(granularity: Granularity, start: date, end: date) -> tuple[Window, ...]:
    edges = [start]
    while edges[-1] < end:
        edges.append(_next(granularity, edges[-1]))
    seconds = [_seconds(edge) for edge in edges]
    return tuple(Window(*pair) for pair in pairwise(seconds))


def _begin(granularity: Granularity, day: date) -> date:
    match granularity:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)


def _next(granularity: Granularity, day: date) -> date:
    """Return the first day of the bucket after the one that `day` is in."""
    begin = _begin(granularity, day)
    match granularity:
        case "day":
            return begin + timedelta(days=1)
        case "week":
            return begin + timedelta(days=7)
        case "month":
            return (begin + timedelta(days=31)).replace(day=1)
        case "year":
            return begin.replace(year=begin.year + 1)


def _seconds(day: date) -> int:
    return (day - date(1970, 1, 1)) // timedelta(days=1) * DAY
