"""Parsing ranges of time."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.history.date_ranges import parse_window
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC).timestamp()
dates = st.dates(date(1971, 1, 1), date(2099, 12, 31))
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31), timezones=zones)  # noqa: DTZ001 (the strategy adds zones)


@given(dates)
def test_date_is_a_whole_day(day: date) -> None:
    """It runs from 00:00 to the next 00:00 in UTC, on leap days and at year ends too."""
    start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    assert parse_window(day.isoformat(), None, None, NOW) == Window(start, start + DAY)
    assert parse_window(None, day.isoformat(), day.isoformat(), NOW) == Window(start, start + DAY)


@given(moments, moments)
def test_range_includes_both_ends(one: datetime, other: datetime) -> None:
    """The window has every whole second between both ends, whatever their offsets."""
    first, last = sorted((one.replace(microsecond=0), other.replace(microsecond=0)))
    window = parse_window(None, first.isoformat(), last.isoformat(), NOW)
    assert window == Window(int(first.timestamp()), int(last.timestamp()) + 1)


@given(moments)
def test_fractions_of_a_second_are_rounded_inwards(moment: datetime) -> None:
    """A scrobble's second is in the range only if it lies between the unrounded ends."""
    window = parse_window(None, moment.isoformat(), None, NOW)
    if window is not None and window.start < window.end:
        assert window.start - 1 < moment.timestamp() <= window.start
    window = parse_window(None, None, moment.isoformat(), NOW)
    assert window is not None
    assert window.end - 1 <= moment.timestamp() < window.end


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        ("2025-02-01T00:00:00.5Z", "2025-02-01T00:00:00.7Z", 0),
        ("2025-02-01T00:00:00Z", "2025-02-01T00:00:00.7Z", 1),
        ("2025-02-01T00:00:00.5Z", "2025-02-01T00:00:01Z", 1),
        ("2025-02-01T23:59:59.9Z", "2025-02-01", 0),
        ("2025-02-01T23:59:59Z", "2025-02-01", 1),
        ("2025-02-01T00:00:00.7Z", "2025-02-01T00:00:00.5Z", None),
        ("2025-02-02", "2025-02-01T23:59:59.9Z", None),
        ("2025-02-02T00:00:00Z", "2025-02-01", None),
    ],
)
def test_ends_are_compared_before_rounding(start: str, end: str, length: int | None) -> None:
    """A range within one second is empty, not an error."""
    if length is None:
        with pytest.raises(BadRequest):
            parse_window(None, start, end, NOW)
        return
    window = parse_window(None, start, end, NOW)
    assert window is not None
    assert window.end - window.start == length


@given(st.text(max_size=40))
def test_arbitrary_text_is_a_range_or_a_bad_request(text: str) -> None:
    """No other exception is raised."""
    for place in range(3):
        wish = [text if place == other else None for other in range(3)]
        try:
            window = parse_window(wish[0], wish[1], wish[2], NOW)
        except BadRequest:
            continue
        assert window is not None
        assert window.start <= window.end


@pytest.mark.parametrize(
    "text",
    [
        *("2025-02-30", "2025-13-01", "2025-00-10", "2025-1-1", "20250101", "2025-W01-1", "2025"),
        *("2025-02-01T", "2025-02-01T25:00:00Z", "2025-02-01T10:00:00+25:00", "now", ""),
        *("2025-02-01T10:00:60Z", "\u0662\u0660\u0662\u0665-02-01", "2025-02-01T10:00:00Z "),
        *("0001-01-01T00:00:00+14:00x", "2025-02-29", "1700000000"),
    ],
)
def test_invalid_dates_are_refused(text: str) -> None:
    """Impossible dates and other formats raise BadRequest."""
    with pytest.raises(BadRequest):
        parse_window(None, text, None, NOW)


def test_missing_end_is_open() -> None:
    """Without `from` it starts at 0, without `to` it ends today, without any it is None."""
    assert parse_window(None, None, None, NOW) is None
    assert parse_window(None, None, "2020-01-01", NOW) == Window(0, 1_577_923_200)
    window = parse_window(None, "2026-11-20", None, NOW)
    assert window is not None
    assert window.start <= NOW < window.end
    assert parse_window(None, "0001-01-01T00:00:00Z", "1960-01-01", NOW) == Window(0, 0)
