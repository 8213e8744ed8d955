"""Parses ranges of time from ISO 8601 dates and date-times. Pure.

A bare date is the whole day in UTC, [00:00, 24:00). A date-time without an offset is UTC. Ranges
include both ends. Scrobbles have whole seconds, so a Window ends one second after its last one.
"""

import math
import re
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.history.buckets import day_start, next_first_day
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

_LATEST: Final = 2**32 - 1  # the largest unix time that Last.fm accepts
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?([Zz]|[+-]\d{2}(:?\d{2})?)?", re.ASCII
)


class _Interval(NamedTuple):
    """Unrounded unix times from `first` to `last`, both included."""

    first: float
    last: float


def parse_window(day: str | None, start: str | None, end: str | None, now: float) -> Window | None:
    """Return the range of the parameters `date`, `from` and `to`; None without any of them.

    `date` overrides the others. Without `from` the range starts at 0, without `to` it ends with
    today. Raises BadRequest for invalid dates, and for an end before its start.
    """
    if day is not None:
        if not _DATE.fullmatch(day):
            raise _invalid("date", "a date such as 2025-02-17")
        return _seconds_in(_whole_day("date", day))
    if start is None and end is None:
        return None
    first = 0.0 if start is None else _parse("from", start).first
    last = _day(int(now) // DAY).last if end is None else _parse("to", end).last
    if start is not None and end is not None and last < first:
        raise BadRequest("Invalid parameters - from must not be after to")
    return _seconds_in(_Interval(first, last))


def year_window(year: int) -> Window:
    """Return a year in UTC."""
    return Window(day_start(date(year, 1, 1)), day_start(date(year + 1, 1, 1)))


def month_window(year: int, month: int) -> Window:
    """Return a month in UTC."""
    first = date(year, month, 1)
    return Window(day_start(first), day_start(next_first_day("month", first)))


def _parse(name: str, text: str) -> _Interval:
    """Return the interval of a date, or of a date-time. Raises BadRequest."""
    if _DATE.fullmatch(text):
        return _whole_day(name, text)
    if not _MOMENT.fullmatch(text):
        raise _invalid(name, "an ISO 8601 date or date-time. In a URL, + is %2B")
    try:
        moment = datetime.fromisoformat(text.upper().replace(",", "."))
        seconds = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        raise _invalid(name, "an ISO 8601 date or date-time that exists") from None
    return _Interval(seconds, seconds)


def _whole_day(name: str, text: str) -> _Interval:
    try:
        first = date.fromisoformat(text)
    except ValueError:
        raise _invalid(name, "a date that exists") from None
    return _day((first - date(1970, 1, 1)) // timedelta(days=1))


def _day(number: int) -> _Interval:
    """Return a whole day, numbered from 1 January 1970."""
    return _Interval(number * DAY, (number + 1) * DAY - 1e-6)


def _seconds_in(interval: _Interval) -> Window:
    """Return the whole seconds in an interval; the window may be empty."""
    begin = _clamped(math.ceil(interval.first))
    return Window(begin, max(begin, _clamped(math.floor(interval.last) + 1)))


def _clamped(seconds: int) -> int:
    return min(max(seconds, 0), _LATEST)


def _invalid(name: str, expected: str) -> BadRequest:
    return BadRequest(f"Invalid parameters - {name} must be {expected}")
