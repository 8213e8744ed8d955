"""Scrobbles by day, week, month and year, and streaks."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.buckets import Granularity, day_start
from lastfm_gateway.history.calendar import busiest, date_of, on_this_day, periods, year_before
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.streaks import Streak, Streaks, streaks
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY
from tests.unit.history.support import (
    UNITS,
    by_period,
    day_of,
    histories,
    in_columns,
    moments,
    windows,
    within,
)

NAMES = TrackNames("Air", "", "Run", "")
DAYS = [date(2024, 2, 26) + timedelta(days=n) for n in range(6)]


@given(histories, windows, st.sampled_from(UNITS))
def test_each_period_has_its_scrobbles(
    history: list[Scrobble], window: Window | None, unit: Granularity
) -> None:
    """Periods without scrobbles are left out; weeks end with their year."""
    listening = in_columns(history)
    found = list(periods(listening, unit, window))
    raw = list(by_period(unit, within(history, window)))
    assert [(p.label, p.scrobbles) for p in found] == [(text, len(own)) for text, own in raw]
    for period, (_, own) in zip(found, raw, strict=True):
        assert list(listening.times[period.low : period.high]) == [s.at for s in own]
        assert period.day == day_of(own[0])


def test_weeks_are_those_of_sqlite() -> None:
    """From Monday, numbered from 00, and cut off at the end of the year."""
    days = [date(2024, 12, 29), date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 1)]
    history = [Scrobble(day_start(day), NAMES) for day in [*days, date(2025, 1, 6)]]
    found = [(week.label, week.scrobbles) for week in periods(in_columns(history), "week")]
    assert found == [("2024-W52", 1), ("2024-W53", 2), ("2025-W00", 1), ("2025-W01", 1)]


@given(histories)
def test_the_busiest_day_is_the_first_of_the_highest(history: list[Scrobble]) -> None:
    """An empty history has none."""
    counts = Counter(map(day_of, history))
    day = busiest(periods(in_columns(history), "day"))
    if day is None:
        assert not history
    else:
        top = max(counts.values())
        assert (day.day, day.scrobbles) == (min(d for d in counts if counts[d] == top), top)


@given(histories, st.dates(date(2020, 1, 1), date(2020, 12, 31)))
def test_on_this_day_has_each_year_with_scrobbles(history: list[Scrobble], day: date) -> None:
    """The newest year comes first; 29 February is a day of leap years only."""
    on_day = [s for s in history if (day_of(s).month, day_of(s).day) == (day.month, day.day)]
    found = on_this_day(in_columns(history), day.month, day.day)
    assert [year for year, _ in found] == sorted({day_of(s).year for s in on_day}, reverse=True)
    assert sorted(s for _, window in found for s in within(history, window)) == sorted(on_day)


def test_leap_days_are_found_in_leap_years() -> None:
    """A day that no year has is no error."""
    times = [datetime(2020, 2, 29, tzinfo=UTC), datetime(2023, 3, 1, tzinfo=UTC)]
    listening = in_columns([Scrobble(int(at.timestamp()), NAMES) for at in times])
    start = day_start(date(2020, 2, 29))
    assert on_this_day(listening, 2, 29) == [(2020, Window(start, start + DAY))]
    assert on_this_day(listening, 2, 30) == []


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2025-03-05", "2025-03-05", ("2024-03-05", "2024-03-05")),
        ("2024-02-29", "2024-02-29", ("2023-02-28", "2023-02-28")),
        ("2024-02-01", "2024-02-28", ("2023-02-01", "2023-02-28")),
        ("2024-01-01", "2024-12-31", ("2023-01-01", "2023-12-31")),
        ("2025-02-28", "2025-03-01", ("2024-02-28", "2024-03-01")),
    ],
)
def test_the_year_before_has_the_same_days(first: str, last: str, before: tuple[str, str]) -> None:
    """29 February becomes 28; whole days stay whole."""

    def window(start: str, end: str) -> Window:
        days = date.fromisoformat(start), date.fromisoformat(end) + timedelta(days=1)
        return Window(*map(day_start, days))

    assert year_before(window(first, last)) == window(*before)


def test_nothing_is_before_1970() -> None:
    """A range without a start keeps 0; an empty one stays empty."""
    assert year_before(Window(0, 0)) == Window(0, 0)
    assert year_before(Window(0, 366 * DAY)) == Window(0, DAY)


@given(
    st.lists(st.sampled_from(DAYS), max_size=12) | st.lists(moments.map(date_of), max_size=30),
    st.sampled_from([*DAYS, date(2024, 3, 4), date(2020, 3, 1)]),
)
def test_streaks_are_those_of_the_raw_days(played: list[date], today: date) -> None:
    """The current one ends today or yesterday; the longest is the first of equal ones."""
    counts = Counter(day for day in played if day <= today)
    runs: list[Streak] = []
    for day in sorted(counts):
        if day - timedelta(days=1) in counts:
            last = runs.pop()
            runs.append(Streak(last.days + 1, last.start, day, last.scrobbles + counts[day]))
        else:
            runs.append(Streak(1, day, day, counts[day]))
    current = [run for run in runs if run.end in (today, today - timedelta(days=1))]
    expected = Streaks(
        current[-1] if current else Streak(),
        min(runs, key=lambda run: -run.days, default=Streak()),
    )
    history = [Scrobble(day_start(day) + 5, NAMES) for day in sorted(played)]
    assert streaks(in_columns(history), today) == expected


def test_the_last_second_of_a_day_counts_for_it() -> None:
    """A streak goes over 29 February, from second to second."""
    start = day_start(date(2024, 2, 29))
    times = [start - 1, start, start + DAY - 1, start + DAY]
    found = streaks(in_columns([Scrobble(at, NAMES) for at in times]), date(2024, 3, 2))
    assert found.current == found.longest
    assert found.longest == Streak(3, date(2024, 2, 28), date(2024, 3, 1), 4)
