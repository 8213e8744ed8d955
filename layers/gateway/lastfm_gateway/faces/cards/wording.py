"""Numbers, times and durations in English, as cards show them. Pure."""

import re
from datetime import UTC, datetime
from typing import Final

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400
_WEEK: Final = 7 * _DAY

_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_THOUSAND: Final = 1000
_HUNDRED: Final = 99.95

#: The latest time that is shown: the end of the year 9999.
_LATEST: Final = 253_402_300_799

#: Notes on editions: "- 2011 Remaster", "(Remastered 2009)", "[Deluxe Remastered Version]".
_REMASTER: Final = re.compile(
    r"\s+-\s+(?:[\w/']+\s+){0,4}remaster(?:ed)?\b.*$"
    r"|\s*[(\[](?:[^()\[\]]*\s)?remaster(?:ed)?\b[^()\[\]]*[)\]]",
    re.IGNORECASE,
)


def grouped(number: int) -> str:
    """Return a number with commas: 1,234,567."""
    return f"{number:,}"


def short_number(number: int) -> str:
    """Return a number in about four characters: 987, 12.3k, 123k, 1.2M."""
    value, unit = float(number), ""
    for unit in ("", "k", "M", "B"):
        if value < _THOUSAND - 0.5 or unit == "B":
            break
        value /= _THOUSAND
    digits = f"{value:.1f}".removesuffix(".0") if value < _HUNDRED else f"{value:,.0f}"
    return digits + unit


def elapsed(then: int, now: int) -> str:
    """Return how long ago something was, rounded down: just now, 3m ago, 5h ago, 2d ago, 21 Nov."""
    seconds = now - then
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}m ago"
    if seconds < _DAY:
        return f"{seconds // _HOUR}h ago"
    if seconds < _WEEK:
        return f"{seconds // _DAY}d ago"
    return date(then, now)


def date(then: int, now: int) -> str:
    """Return a day in UTC, with its year if that is not the current one: 21 Nov, 21 Nov 2024."""
    day, today = _in_utc(then), _in_utc(now)
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def month(then: int) -> str:
    """Return a month in UTC: Nov 2024."""
    day = _in_utc(then)
    return f"{_MONTHS[day.month - 1]} {day.year}"


def clock(then: int, now: int) -> str:
    """Return a time of the day in UTC, with its day if that is not today: 14:05 UTC."""
    day = "" if then // _DAY == now // _DAY else f"{date(then, now)}, "
    return f"{day}{_in_utc(then):%H:%M} UTC"


def without_remaster(title: str) -> str:
    """Return a title without its notes on remastering; itself if it is nothing else."""
    return _REMASTER.sub("", title).strip() or title


def _in_utc(then: int) -> datetime:
    return datetime.fromtimestamp(max(0, min(_LATEST, then)), UTC)
