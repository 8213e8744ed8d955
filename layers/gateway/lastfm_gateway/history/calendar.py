"""Scrobbles by day, week, month and year in UTC, without those that have none. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from lastfm_gateway.history.buckets import Granularity, day_start, next_first_day
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

#: Weeks begin on Mondays and end with their year: from 00, the days before its first Monday, to 53.
#: This is SQLite's %W, not the ISO week.
_LABELS: Final[dict[Granularity, str]] = {
    "day": "%Y-%m-%d",
    "week": "%Y-W%W",
    "month": "%Y-%m",
    "year": "%Y",
}


class Period(NamedTuple):
    """A day, week, month or year with scrobbles.

    `day` is the day of its first scrobble. `low` and `high` are the indexes in a Listening of that
    scrobble, and of the first one after the period.
    """

    label: str
    day: date
    low: int
    high: int

    @property
    def scrobbles(self) -> int:
        """The number of scrobbles, at least 1."""
        return self.high - self.low


def periods(
    listening: Listening, granularity: Granularity, window: Window | None = None
) -> Iterator[Period]:
    """Yield the periods that have scrobbles, oldest first; only those scrobbles in `window`."""
    times = listening.times
    low, last = listening.bounds(window) if window else (0, len(times))
    while low < last:
        day = date_of(times[low])
        high = bisect_left(times, day_start(_end(granularity, day)), low, last)
        yield Period(day.strftime(_LABELS[granularity]), day, low, high)
        low = high


def busiest(counted: Iterable[Period]) -> Period | None:
    """Return the period with most scrobbles, the first of equal ones; None without any."""
    return max(counted, key=lambda period: period.scrobbles, default=None)


def on_this_day(listening: Listening, month: int, day: int) -> list[tuple[int, Window]]:
    """Return the years with scrobbles on a day of the year, and that day's window, newest first."""
    if not listening.times:
        return []
    first, last = date_of(listening.times[0]).year, date_of(listening.times[-1]).year
    days = ((year, _day_window(year, month, day)) for year in range(last, first - 1, -1))
    return [(year, window) for year, window in days if window and _any(listening, window)]


def year_before(window: Window) -> Window:
    """Return the same window a year before; 29 February becomes 28."""
    if window.start >= window.end:
        return Window(_year_before(window.start), _year_before(window.start))
    return Window(_year_before(window.start), _year_before(window.end - 1) + 1)


def date_of(moment: int) -> date:
    """Return the UTC day of a unix time."""
    return datetime.fromtimestamp(moment, UTC).date()


def _end(granularity: Granularity, day: date) -> date:
    end = next_first_day(granularity, day)
    return min(end, next_first_day("year", day)) if granularity == "week" else end


def _any(listening: Listening, window: Window) -> bool:
    low, high = listening.bounds(window)
    return low < high


def _day_window(year: int, month: int, day: int) -> Window | None:
    try:
        start = day_start(date(year, month, day))
    except ValueError:  # 29 February of another year
        return None
    return Window(start, start + DAY)


def _year_before(moment: int) -> int:
    day = date_of(moment)
    is_leap_day = (day.month, day.day) == (2, 29)
    before = (day - timedelta(days=is_leap_day)).replace(year=day.year - 1)
    return max(0, day_start(before) + moment % DAY)
