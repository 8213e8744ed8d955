"""Sparklines: each row's plays over time, counted with the fewest calls to Last.fm."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lastfm_gateway.errors import (
    GatewayError,
    NotAttempted,
    RateLimited,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.faces.listening import calls
from lastfm_gateway.faces.listening.counting import FEW, PlayCounter
from lastfm_gateway.faces.listening.fetch_plan import Plan, calls_for_tracks, cheapest_plan
from lastfm_gateway.faces.listening.lists import TopPage
from lastfm_gateway.faces.listening.reader import ListeningReader, RequestCallsSpent
from lastfm_gateway.faces.listening.responses import plays_in, total_in
from lastfm_gateway.faces.listening.rows import Play, Row
from lastfm_gateway.faces.listening.scrobble_pages import ScrobblePages
from lastfm_gateway.history.buckets import Buckets
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.freshness import DAY

#: How often the first scrobble is fetched again while the total of scrobbles changes.
_MAX_TRIES: Final = 3


class Sparklines:
    """The sparklines of a page's rows. `partial` is set if some plays are not counted yet."""

    def __init__(
        self,
        reader: ListeningReader,
        scrobbles: ScrobblePages,
        kind: EntityKind,
        top: TopPage,
        buckets: Buckets,
    ) -> None:
        self.partial = False
        self._reader = reader
        self._scrobbles = scrobbles
        self._top = top
        self._buckets = buckets
        self._counter = PlayCounter(reader, scrobbles, kind, top.rows, buckets)

    def fill(self) -> None:
        """Count as much as this request's calls allow, latest buckets first."""
        if not self._top.rows or not self._buckets.windows:
            return
        try:
            with self._reader.optional_calls():
                self._count()
        except (
            RequestCallsSpent,
            NotAttempted,
            RateLimited,
            UpstreamError,
            UpstreamFault,
        ) as error:
            if isinstance(error, GatewayError) and not error.is_transient:
                raise
            self.partial = True

    @property
    def played(self) -> Mapping[tuple[str, ...], Play]:
        """One scrobble of each row, by its key, as far as scrobbles were read."""
        return self._counter.played

    def of(self, row: Row) -> dict[str, Any]:
        """Return a row's sparkline: `{"granularity", "points"}`, with `"partial": True` if so."""
        points = self._counter.points[row.key]
        sparkline = {"granularity": self._buckets.granularity, "points": points}
        return {**sparkline, "partial": True} if self.partial else sparkline

    def _count(self) -> None:
        """Count from stored answers if they suffice, else by the cheapest plan."""
        counter, whole = self._counter, self._buckets.whole
        missing_charts = self._reader.count_missing(counter.charts)
        parts = self._scrobbles.stored_around(whole) if missing_charts else []
        if parts:
            counter.count_pages(parts)
        elif missing_charts <= FEW and missing_charts < max(2, len(self._buckets.windows)):
            counter.count_charts()
        else:
            parts, pages = self._scrobbles.plan(whole, self._top.plays)
            match self._plan(pages):
                case "pages":
                    counter.count_pages(parts)
                case "charts":
                    counter.count_charts()
                case "tracks":
                    counter.count_tracks(self._top.known)
                case "rows":
                    counter.count_tracks(self._top.rows)

    def _plan(self, pages: int) -> Plan:
        """Return the cheapest plan by its calls for the whole window."""
        costs: dict[Plan, int] = {"pages": pages, "charts": len(self._buckets.windows)}
        top, calls_left = self._top, self._reader.calls_left()
        if self._counter.can_read_tracks(top.rows):
            costs["rows"] = self._cost_of_tracks(top.rows)
        is_short = len(top.known) == top.total <= calls_left
        if is_short and self._counter.can_read_tracks(top.known):
            costs["tracks"] = self._cost_of_tracks(top.known)
        return cheapest_plan(costs, calls_left)

    def _cost_of_tracks(self, rows: Sequence[Row]) -> int:
        charts = len(self._buckets.windows) - self._counter.closed_buckets
        return charts + calls_for_tracks(row.plays for row in rows)


def first_scrobble(reader: ListeningReader) -> int | None:
    """Return the unix time of the user's first scrobble, or None without any.

    The stored total may be a day old, so the page that it leads to may no longer be the last. That
    page's own total decides.
    """
    oldest = reader.fetch(calls.one_scrobble(1, DAY))
    total = 1
    for _ in range(_MAX_TRIES):
        if total_in(oldest) == total:
            break
        total = total_in(oldest)
        if not total:
            return None
        oldest = reader.fetch(calls.one_scrobble(total, 30 * DAY, total))
    return min((play.at for play in plays_in(oldest)), default=None)
