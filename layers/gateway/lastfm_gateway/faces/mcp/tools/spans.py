"""The time that an answer covers: a rolling period, a range of dates, or all time. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from lastfm_gateway.history.buckets import day_start
from lastfm_gateway.history.calendar import date_of
from lastfm_gateway.history.date_ranges import parse_window
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

#: The days of each rolling period, today included.
_DAYS: Final = {"7day": 7, "1month": 30, "3month": 90, "6month": 180, "12month": 365}


class Span(NamedTuple):
    """What an answer covers. `window` is None for all time; `period` is "" for a range of dates."""

    window: Window | None
    period: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """The period and its first and last day, as far as there are any."""
        facts = {"period": self.period} if self.period else {}
        if self.window is not None:
            if self.window.start:
                facts["from"] = date_of(self.window.start).isoformat()
            facts["to"] = date_of(max(self.window.end - 1, self.window.start)).isoformat()
        return facts

    @property
    def words(self) -> str:
        """The time in words, such as `2026-01-01 to 2026-01-31`."""
        facts = self.facts
        if "to" not in facts:
            return "all time"
        if "from" not in facts:
            return f"up to {facts['to']}"
        return facts["to"] if facts["from"] == facts["to"] else f"{facts['from']} to {facts['to']}"


def span_of(arguments: Mapping[str, str], now: float) -> Span:
    """Return the span of the arguments: their dates, else their `period`. Raises BadRequest."""
    window = range_of(arguments, now)
    if window is not None:
        return Span(window)
    period = arguments.get("period", "overall")
    if period not in _DAYS:
        return Span(None, period)
    first = date_of(int(now)) - timedelta(days=_DAYS[period] - 1)
    return Span(Window(day_start(first), int(now) // DAY * DAY + DAY), period)


def range_of(arguments: Mapping[str, str], now: float) -> Window | None:
    """Return the range of the arguments `date`, `from` and `to`. Raises BadRequest."""
    return parse_window(arguments.get("date"), arguments.get("from"), arguments.get("to"), now)


def iso_moment(at: float) -> str:
    """Return a unix time as ISO 8601 in UTC: `2026-03-18T22:14:04Z`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def page_facts(page: int, limit: int, total: int) -> dict[str, Any]:
    """Return a page's number, and how many there are."""
    return {"page": page, "total_pages": -(-total // limit)}
