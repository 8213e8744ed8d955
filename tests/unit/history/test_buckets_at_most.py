"""Buckets of a range, as small as a number of points allows."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.buckets import Granularity, buckets_at_most, next_first_day
from lastfm_gateway.history.window import Window

moments = st.integers(0, 2**32 - 1)


@given(moments, moments, st.integers(1, 60))
def test_buckets_are_consecutive_and_few(one: int, other: int, most: int) -> None:
    """They cover the range without gaps, but for years that are too many; no unit is smaller."""
    start, end = sorted((one, other))
    if start == end:
        assert buckets_at_most(Window(start, end), most).windows == ()
        return
    buckets = buckets_at_most(Window(start, end), most)
    windows = buckets.windows
    assert 1 <= len(windows) <= most
    assert windows[-1].end == end
    for before, after in itertools.pairwise(windows):
        assert before.end == after.start
    days = (end - start) / 86_400
    if buckets.granularity != "year" or len(windows) < most:
        assert windows[0].start == start
    if buckets.granularity == "week":
        assert days > most - 2
    if buckets.granularity == "month":
        assert days > (most - 2) * 7


@pytest.mark.parametrize(
    ("first", "last", "unit", "points"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), "day", 1),
        (date(2026, 1, 1), date(2026, 1, 31), "day", 31),
        (date(2026, 1, 1), date(2026, 2, 1), "week", 5),
        (date(2026, 5, 25), date(2026, 11, 20), "week", 26),
        (date(2025, 11, 21), date(2026, 11, 20), "month", 13),
        (date(2024, 1, 1), date(2026, 7, 31), "month", 31),
        (date(2024, 1, 1), date(2026, 8, 1), "year", 3),
        (date(1970, 1, 1), date(2026, 11, 20), "year", 31),
    ],
)
def test_thirty_one_points(first: date, last: date, unit: Granularity, points: int) -> None:
    """A month by day, half a year by week, a year by month, more by year."""
    start, end = (
        int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        for day in (first, last + timedelta(days=1))
    )
    buckets = buckets_at_most(Window(start, end), 31)
    assert (buckets.granularity, len(buckets.windows)) == (unit, points)
    last_begin = datetime.fromtimestamp(buckets.windows[-1].start, UTC).date()
    assert next_first_day(unit, last_begin) > last
