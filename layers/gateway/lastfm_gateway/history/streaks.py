"""Streaks: consecutive UTC days with scrobbles. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from lastfm_gateway.history.calendar import Period, periods
from lastfm_gateway.history.listening import Listening


class Streak(NamedTuple):
    """Consecutive days with scrobbles, `start` and `end` included; without days both are None."""

    days: int = 0
    start: date | None = None
    end: date | None = None
    scrobbles: int = 0


class Streaks(NamedTuple):
    """The streak that goes on, if any, and the longest one."""

    current: Streak
    longest: Streak


def streaks(listening: Listening, today: date) -> Streaks:
    """Return the streak that ends today or yesterday, and the first of the longest ones.

    Scrobbles after today do not count.
    """
    days = (day for day in periods(listening, "day") if day.day <= today)
    runs = groupby(enumerate(days), lambda item: item[1].day.toordinal() - item[0])
    every = [_streak(day for _, day in run) for _, run in runs]
    longest = max(every, key=lambda streak: streak.days, default=Streak())
    last = every[-1] if every else Streak()
    goes_on = last.end is not None and last.end >= today - timedelta(days=1)
    return Streaks(last if goes_on else Streak(), longest)


def _streak(run: Iterable[Period]) -> Streak:
    days = list(run)
    scrobbles = sum(day.scrobbles for day in days)
    return Streak(len(days), days[0].day, days[-1].day, scrobbles)
