"""The time that answers cover."""

import pytest

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.mcp.tools.spans import Span, iso_moment, page_facts, span_of
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY
from tests.unit.faces.mcp.tools.support import NOW

TONIGHT = int(NOW) // DAY * DAY + DAY


@pytest.mark.parametrize(
    ("period", "days", "first"),
    [
        ("7day", 7, "2026-11-14"),
        ("1month", 30, "2026-10-22"),
        ("3month", 90, "2026-08-23"),
        ("6month", 180, "2026-05-25"),
        ("12month", 365, "2025-11-21"),
    ],
)
def test_periods_are_whole_days_until_today(period: str, days: int, first: str) -> None:
    """The last of them is today."""
    span = span_of({"period": period}, NOW)
    assert span.window == Window(TONIGHT - days * DAY, TONIGHT)
    assert span.facts == {"period": period, "from": first, "to": "2026-11-20"}
    assert span.words == f"{first} to 2026-11-20"


def test_all_time_has_no_dates() -> None:
    """It begins with whatever was played first."""
    span = span_of({"period": "overall"}, NOW)
    assert (span.window, span.facts, span.words) == (None, {"period": "overall"}, "all time")


def test_dates_override_the_period() -> None:
    """A day, a range, or everything up to a day."""
    day = span_of({"period": "7day", "date": "2024-02-29"}, NOW)
    assert day.facts == {"from": "2024-02-29", "to": "2024-02-29"}
    assert day.words == "2024-02-29"
    since = span_of({"period": "7day", "from": "2026-01-01"}, NOW)
    assert since.facts == {"from": "2026-01-01", "to": "2026-11-20"}
    until = span_of({"period": "7day", "to": "2010-12-31"}, NOW)
    assert until.facts == {"to": "2010-12-31"}
    assert until.words == "up to 2010-12-31"


def test_unix_seconds_are_no_dates() -> None:
    """Models guess them wrong."""
    with pytest.raises(BadRequest, match="from must be an ISO 8601 date"):
        span_of({"period": "7day", "from": "1767225600"}, NOW)


def test_without_a_range_everything_is_meant() -> None:
    """A span without window has no facts."""
    assert Span(None).facts == {}
    assert Span(None).words == "all time"


def test_moments_and_pages() -> None:
    """Moments are ISO 8601 in UTC; an empty list has no pages."""
    assert iso_moment(NOW) == "2026-11-20T15:30:00Z"
    assert page_facts(1, 10, 0) == {"page": 1, "total_pages": 0}
    assert page_facts(3, 10, 21) == {"page": 3, "total_pages": 3}
