"""Buckets of a sparkline: days, weeks from Monday, months or years, in UTC. Pure."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

type Granularity = Literal["day", "week", "month", "year"]

#: The unit and number of buckets of each rolling period.
_PERIODS: Final[dict[str, tuple[Granularity, int]]] = {
    "7day": ("day", 7),
    "1month": ("day", 28),
    "3month": ("week", 13),
    "6month": ("week", 26),
    "12month": ("week", 52),
}

#: The longest range, in days, that is cut into each unit.
_MAX_DAYS: Final[dict[Granularity, int]] = {"day": 31, "week": 183, "month": 1096, "year": 10**6}

#: The most days of each unit.
_LONGEST: Final[dict[Granularity, int]] = {"day": 1, "week": 7, "month": 31, "year": 366}


class Buckets(NamedTuple):
    """Consecutive windows. The first and the last may be partial days, weeks, months or years."""

    granularity: Granularity
    windows: tuple[Window, ...]

    @property
    def whole(self) -> Window:
        """All buckets as one window. Raises IndexError without buckets."""
        return Window(self.windows[0].start, self.windows[-1].end)


def buckets_of_period(period: str, now: float, first_scrobble: int | None) -> Buckets:
    """Return the buckets of a period that ends now. `overall` starts at the first scrobble."""
    today = datetime.fromtimestamp(now, UTC).date()
    if period == "overall":
        if first_scrobble is None:
            return Buckets("year", ())
        start = datetime.fromtimestamp(first_scrobble, UTC).date().replace(month=1, day=1)
        return Buckets("year", _cut("year", start, next_first_day("year", today)))
    granularity, count = _PERIODS[period]
    last = first_day(granularity, today)
    step = next_first_day(granularity, last) - last
    return Buckets(granularity, _cut(granularity, last - (count - 1) * step, last + step))


def buckets_of_range(window: Window) -> Buckets:
    """Return the buckets of a range, the first and the last cut off at its ends."""
    if window.start >= window.end:
        return Buckets("day", ())
    days = -(-(window.end - window.start) // DAY)
    granularity = next(unit for unit, longest in _MAX_DAYS.items() if days <= longest)
    return _buckets(granularity, window)


def buckets_at_most(window: Window, most: int) -> Buckets:
    """Return the buckets of a range in the smallest unit of which it has `most` or fewer.

    The first and the last are cut off at its ends. Of more years than `most` the first are left
    out.
    """
    if window.start >= window.end:
        return Buckets("day", ())
    days = (window.end - window.start) / DAY
    for granularity, longest in _LONGEST.items():
        if days <= most * longest:
            buckets = _buckets(granularity, window)
            if len(buckets.windows) <= most:
                return buckets
    return Buckets("year", _buckets("year", window).windows[-most:])


def _buckets(granularity: Granularity, window: Window) -> Buckets:
    first = datetime.fromtimestamp(window.start, UTC).date()
    last = datetime.fromtimestamp(window.end - 1, UTC).date()
    whole = _cut(granularity, first_day(granularity, first), next_first_day(granularity, last))
    return Buckets(
        granularity,
        tuple(Window(max(w.start, window.start), min(w.end, window.end)) for w in whole),
    )


def _cut(granularity: Granularity, start: date, end: date) -> tuple[Window, ...]:
    edges = [start]
    while edges[-1] < end:
        edges.append(next_first_day(granularity, edges[-1]))
    seconds = [day_start(edge) for edge in edges]
    return tuple(Window(*pair) for pair in pairwise(seconds))


def first_day(granularity: Granularity, day: date) -> date:
    """Return the first day of the bucket that holds `day`."""
    match granularity:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)


def next_first_day(granularity: Granularity, day: date) -> date:
    """Return the first day of the bucket after the one that holds `day`."""
    begin = first_day(granularity, day)
    match granularity:
        case "day":
            return begin + timedelta(days=1)
        case "week":
            return begin + timedelta(days=7)
        case "month":
            return (begin + timedelta(days=31)).replace(day=1)
        case "year":
            return begin.replace(year=begin.year + 1)


def day_start(day: date) -> int:
    """Return the unix time at which a day begins in UTC."""
    return (day - date(1970, 1, 1)) // timedelta(days=1) * DAY
