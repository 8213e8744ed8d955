"""Endpoints of days and months: calendar, trends and streaks."""

from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listening.endpoints import PARTIAL, PREFIX, DateRanged
from lastfm_gateway.faces.listening.routes import Compose, Query
from lastfm_gateway.history.calendar import Period, busiest, date_of, periods
from lastfm_gateway.history.date_ranges import parse_window, year_window
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.streaks import Streak
from lastfm_gateway.history.streaks import streaks as find_streaks
from lastfm_gateway.history.summaries import summaries
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, whole
from lastfm_gateway.methods.shapes import MAYBE_TEXT, NUMBER, TEXT, Shape

FIRST_YEAR: Final = 2000

Metric = Literal["scrobbles", "artists", "albums", "tracks"]


class CalendarParameters(Parameters):
    """A year."""

    refusals: ClassVar[dict[str, str]] = {"year": "Invalid year"}
    year: Annotated[int, Field(ge=FIRST_YEAR, le=2105), whole] | None = Field(
        None, description="A year up to the next one; this year without it"
    )


class TrendsParameters(DateRanged):
    """What to count by month."""

    refusals: ClassVar[dict[str, str]] = {
        "metric": "Invalid metric. Valid: scrobbles, artists, albums, tracks"
    }
    metric: Metric = Field("scrobbles", description="What to count")


_DAY: Final[dict[str, Shape]] = {"date": TEXT, "count": NUMBER}
_STREAK: Final[dict[str, Shape]] = {
    "days": NUMBER,
    "start_date": MAYBE_TEXT,
    "total_scrobbles": NUMBER,
}

CALENDAR: Final = Endpoint(
    path=PREFIX + "/calendar",
    operation="listeningCalendar",
    summary="Scrobbles on each day of a year",
    description="Days without scrobbles are left out.",
    parameters=CalendarParameters,
    answer={"year": NUMBER, "days": [_DAY], "total": NUMBER, "max_day": _DAY, **PARTIAL},
)
TRENDS: Final = Endpoint(
    path=PREFIX + "/trends",
    operation="listeningTrends",
    summary="Scrobbles, or different artists, albums or tracks, in each month",
    description="Months without scrobbles are left out.",
    parameters=TrendsParameters,
    answer={"metric": TEXT, "data": [{"period": TEXT, "value": NUMBER}], **PARTIAL},
)
STREAKS: Final = Endpoint(
    path=PREFIX + "/streaks",
    operation="listeningStreaks",
    summary="Consecutive days with scrobbles: the streak that goes on, and the longest",
    description="A streak goes on if its last day is today or yesterday, in UTC.",
    answer={"current": _STREAK, "longest": {**_STREAK, "end_date": MAYBE_TEXT}, **PARTIAL},
)


def calendar(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose the days of a year."""
    this_year = date_of(int(history.now)).year
    year = int(query.get("year", this_year))
    if year > this_year + 1:
        raise BadRequest("Invalid year")
    days = [*periods(history.read(year_window(year)), "day")]
    return {
        "year": year,
        "days": [_day(day) for day in days],
        "total": sum(day.scrobbles for day in days),
        "max_day": _day(busiest(days)),
    }


def trends(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose the counts of each month."""
    window = parse_window(None, query.get("from"), query.get("to"), history.now)
    metric = query["metric"]
    months = summaries(history.read(window), "month")
    return {
        "metric": metric,
        "data": [{"period": month.label, "value": getattr(month, metric)} for month in months],
    }


def streaks(history: HistoryReader, _query: Query) -> dict[str, Any]:
    """Compose the streaks."""
    current, longest = find_streaks(history.read(), date_of(int(history.now)))
    end = longest.end.isoformat() if longest.end else None
    return {"current": _streak(current), "longest": {**_streak(longest), "end_date": end}}


def _day(day: Period | None) -> dict[str, Any]:
    return {"date": day.label if day else "", "count": day.scrobbles if day else 0}


def _streak(streak: Streak) -> dict[str, Any]:
    return {
        "days": streak.days,
        "start_date": streak.start.isoformat() if streak.start else None,
        "total_scrobbles": streak.scrobbles,
    }


ANSWERS: Final[dict[Endpoint, Compose]] = {CALENDAR: calendar, TRENDS: trends, STREAKS: streaks}
