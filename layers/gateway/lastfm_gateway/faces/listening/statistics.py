"""Endpoint of a user's totals, of all time or of a range."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.errors import GatewayError, RateLimited
from lastfm_gateway.faces.listening.endpoints import PARTIAL, PREFIX, TOTALS, Dated
from lastfm_gateway.faces.listening.items import timestamp, unique_counts
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import ComposeWithCalls, Query
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.date_ranges import parse_window
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.shapes import MAYBE_TEXT, NUMBER

_YEAR: Final = 365.25 * DAY

STATS: Final = Endpoint(
    path=PREFIX + "/stats",
    operation="listeningStats",
    summary="Total scrobbles, and how many artists, albums and tracks",
    description="With a range, `registered_date` is null, `years_tracking` is 0, and the days of"
    " `scrobbles_per_day` run from the range's first scrobble to its last. While Last.fm fails and"
    " the date is not cached, it is null too, and the user's oldest scrobble stands for it.",
    parameters=Dated,
    answer={
        **TOTALS,
        "registered_date": MAYBE_TEXT,
        "years_tracking": NUMBER,
        "scrobbles_per_day": NUMBER,
        **PARTIAL,
    },
)


def stats(history: HistoryReader, query: Query, lastfm: ListeningReader) -> dict[str, Any]:
    """Compose the totals."""
    window = parse_window(query.get("date"), query.get("from"), query.get("to"), history.now)
    registered, age = None, 0.0
    if window is None:
        registered = _registered(lastfm)
    listening = history.read(window)
    total = len(listening.times)
    days = _days_between(listening)
    since = _oldest(listening) if window is None and registered is None else registered
    if since is not None:
        age = history.now - since
        days = int(age // DAY)
    return {
        "total_scrobbles": total,
        **unique_counts(Counts(listening)),
        "registered_date": None if registered is None else timestamp(registered),
        "years_tracking": int(age / _YEAR),
        "scrobbles_per_day": round(total / days, 1) if days else 0,
    }


def _days_between(listening: Listening) -> int:
    """Return the days from the first scrobble to the last, both counted; 0 without scrobbles."""
    times = listening.times
    return -(-(times[-1] - times[0]) // DAY) + 1 if times else 0


def _registered(lastfm: ListeningReader) -> int | None:
    """Return when the user registered; None while Last.fm fails and the answer is not cached.

    Nobody registers twice: the answer stays fresh for as long as any does.
    """
    try:
        return _registration_in(lastfm.fetch("user.getInfo", {}, fresh_for=30 * DAY))
    except GatewayError as error:
        if not error.is_transient or isinstance(error, RateLimited):
            raise
        return None


def _oldest(listening: Listening) -> int | None:
    """Return the time of the oldest scrobble, in place of an unknown registration."""
    return listening.times[0] if listening.times else None


@malformed_is_upstream_fault()
def _registration_in(response: Mapping[str, Any]) -> int:
    return int(response["user"]["registered"]["unixtime"])


ANSWERS: Final[dict[Endpoint, ComposeWithCalls]] = {STATS: stats}
