"""Ranges of time as callers write them: ISO 8601 dates and date-times. Pure.

A bare date is the whole day in UTC, [00:00, 24:00). A date-time without an offset is UTC. Both ends
of a range are in it; scrobbles fall on whole seconds, so its end is the second after the last one.
"""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from lastfm_gateway.errors import BadRequest

DAY: Final = 86_400
_LATEST: Final = 2**32 - 1  # as far as Last.fm's own counter reaches
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?([Zz]|[+-]\d{2}(:?\d{2})?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Window:
    """The seconds from `start` up to but not including `end`, in unix time."""

    start: int
    end: int

    def written(self) -> str:
        """Return it as an ISO 8601 interval, its end excluded."""
        return f"{_written(self.start)}/{_written(self.end)}"


class _Stretch(NamedTuple):
    """All from a first moment to a last one, both in it, as they were written: unrounded."""

    first: float
    last: float


def filtered(day: str | None, start: str | None, end: str | None, now: float) -> Window | None:
    """Return the range that `date`, `from` and `to` ask for, or None without any of them.

    `date` overrides the others. What is not given is open: from the beginning, to the end of today.
    Raises BadRequest for what is no date, and for an end before its start.
    """
    if day is not None:
        if not _DATE.fullmatch(day):
            raise _wrong("date", "a date such as 2025-02-17")
        return _seconds_in(_whole_day("date", day))
    if start is None and end is None:
        return None
    first = 0.0 if start is None else _parse("from", start).first
    last = _day(int(now) // DAY).last if end is None else _parse("to", end).last
    if start is not None and end is not None and last < first:
        raise BadRequest("Invalid parameters - from must not be after to")
    return _seconds_in(_Stretch(first, last))


def _parse(name: str, text: str) -> _Stretch:
    """Return the day or the moment that a text names."""
    if _DATE.fullmatch(text):
        return _whole_day(name, text)
    if not _MOMENT.fullmatch(text):
        raise _wrong(name, "an ISO 8601 date or date-time, + written as %2B")
    try:
        moment = datetime.fromisoformat(text.upper().replace(",", "."))
        seconds = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        raise _wrong(name, "an ISO 8601 date or date-time that exists") from None
    return _Stretch(seconds, seconds)


def _whole_day(name: str, text: str) -> _Stretch:
    try:
        first = date.fromisoformat(text)
    except ValueError:
        raise _wrong(name, "a date that exists") from None
    return _day((first - date(1970, 1, 1)) // timedelta(days=1))


def _day(number: int) -> _Stretch:
    """Return a day, counted from 1970, to its last microsecond."""
    return _Stretch(number * DAY, (number + 1) * DAY - 1e-6)


def _seconds_in(stretch: _Stretch) -> Window:
    """Return the whole seconds in a stretch of time; they may be none."""
    begin = _clamped(math.ceil(stretch.first))
    return Window(begin, max(begin, _clamped(math.floor(stretch.last) + 1)))


def _clamped(seconds: int) -> int:
    return min(max(seconds, 0), _LATEST)


def _wrong(name: str, expected: str) -> BadRequest:
    return BadRequest(f"Invalid parameters - {name} must be {expected}")


def _written(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
