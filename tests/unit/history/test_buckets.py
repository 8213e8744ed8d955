"""Buckets of sparklines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.buckets import (
    Buckets,
    buckets_of_period,
    buckets_of_range,
)
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

moments = st.integers(86_400 * 366, 2**32 - 1)
COUNTS = {"7day": 7, "1month": 28, "3month": 13, "6month": 26, "12month": 52}


def _check(buckets: Buckets) -> None:
    """Fail unless the buckets follow each other without gap, each one day, week, month or year."""
    for before, after in zip(buckets.windows, buckets.windows[1:], strict=False):
        assert before.end == after.start
        start = datetime.fromtimestamp(after.start, UTC)
        assert (start.hour, start.minute, start.second) == (0, 0, 0)
        if buckets.granularity == "week":
            assert start.weekday() == 0
        if buckets.granularity in ("month", "year"):
            assert start.day == 1
        if buckets.granularity == "year":
            assert start.month == 1


@given(moments, st.sampled_from(sorted(COUNTS)))
def test_period_ends_today(now: int, period: str) -> None:
    """It has the documented number of days, or of weeks from Monday; the last contains now."""
    buckets = buckets_of_period(period, now, None)
    _check(buckets)
    assert len(buckets.windows) == COUNTS[period]
    assert buckets.windows[-1].start <= now < buckets.windows[-1].end


@given(moments, moments)
def test_overall_has_a_bucket_for_each_year_since_the_first_scrobble(one: int, other: int) -> None:
    """Years are whole, leap years too, from the first scrobble's to this one."""
    first, now = sorted((one, other))
    buckets = buckets_of_period("overall", now, first)
    _check(buckets)
    years = [datetime.fromtimestamp(at, UTC).year for at in (first, now)]
    assert len(buckets.windows) == years[1] - years[0] + 1
    for window in buckets.windows:
        year = datetime.fromtimestamp(window.start, UTC).year
        days = (date(year + 1, 1, 1) - date(year, 1, 1)) // timedelta(days=1)
        assert window.end - window.start == days * DAY


def test_user_without_scrobbles_has_no_buckets() -> None:
    """Without a first scrobble there are no years."""
    assert buckets_of_period("overall", 1_795_200_000, None).windows == ()


@given(moments, st.integers(0, 20 * 366 * DAY))
def test_buckets_cover_the_range(start: int, length: int) -> None:
    """They begin and end with it, and stay few."""
    window = Window(start, start + length)
    buckets = buckets_of_range(window)
    _check(buckets)
    assert bool(buckets.windows) == bool(length)
    if length:
        assert buckets.windows[0].start == window.start
        assert buckets.windows[-1].end == window.end
        assert len(buckets.windows) <= 40


@pytest.mark.parametrize(
    ("days", "granularity"),
    [
        (1, "day"),
        (31, "day"),
        (32, "week"),
        (183, "week"),
        (184, "month"),
        (1096, "month"),
        (1097, "year"),
    ],
)
def test_granularity_follows_the_length_of_the_range(days: int, granularity: str) -> None:
    """31 days are cut into days, 183 into weeks and three years into months, as documented."""
    start = 1_795_132_800
    assert buckets_of_range(Window(start, start + days * DAY)).granularity == granularity
    assert buckets_of_range(Window(start, start + (days - 1) * DAY + 1)).granularity == granularity
