"""The weeks and periods of the charts."""

from local.simulator.people import DAY
from local.simulator.tree import Value

WEEK = 7 * DAY
FIRST_WEEK = 1_108_296_000  # Sunday, 13 February 2005, 12:00 UTC

PERIOD_DAYS = {"7day": 7, "1month": 30, "3month": 90, "6month": 180, "12month": 365}


def weeks(now: int) -> list[Value]:
    """Return all past chart weeks, oldest first."""
    return [
        {"#text": "", "from": str(start), "to": str(start + WEEK)}
        for start in range(FIRST_WEEK, now - WEEK + 1, WEEK)
    ]


def last_week(now: int) -> tuple[int, int]:
    """Return the bounds of the last past week."""
    end = now - (now - FIRST_WEEK) % WEEK
    return end - WEEK, end


def period_start(period: str, now: int) -> int | None:
    """Return the start of a period that ends now; None for `overall`. KeyError if unknown."""
    return None if period == "overall" else now - PERIOD_DAYS[period] * DAY + 1
