"""Rows' plays over time, at the fewest calls to Last.fm for all that may be asked of a window."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lastfm_gateway.errors import (
    GatewayError,
    NotAttempted,
    RateLimited,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.faces.listening import questions
from lastfm_gateway.faces.listening.buckets import Buckets
from lastfm_gateway.faces.listening.counting import FEW, Counting
from lastfm_gateway.faces.listening.fetch_plan import Plan, chosen, singly
from lastfm_gateway.faces.listening.ids import Kind
from lastfm_gateway.faces.listening.lists import Top
from lastfm_gateway.faces.listening.reader import Exhausted, Reader
from lastfm_gateway.faces.listening.rows import Play, Row
from lastfm_gateway.faces.listening.scrobble_pages import History
from lastfm_gateway.methods.freshness import DAY

#: How often the first scrobble is asked for anew while scrobbles come and go.
_TURNS: Final = 3


class Sparklines:
    """The points of a page's rows, and whether some of them are still missing."""

    def __init__(
        self, reader: Reader, history: History, kind: Kind, top: Top, buckets: Buckets
    ) -> None:
        self.partial = False
        self._reader = reader
        self._history = history
        self._top = top
        self._buckets = buckets
        self._counting = Counting(reader, history, kind, top.rows, buckets)

    def fill(self) -> None:
        """Count all that can be counted in this request, the latest first."""
        if not self._top.rows or not self._buckets.windows:
            return
        try:
            with self._reader.sparing():
                self._count()
        except (Exhausted, NotAttempted, RateLimited, UpstreamError, UpstreamFault) as error:
            if isinstance(error, GatewayError) and not error.is_transient:
                raise
            self.partial = True

    @property
    def played(self) -> Mapping[tuple[str, ...], Play]:
        """A scrobble of each row, as far as scrobbles were read."""
        return self._counting.played

    def of(self, row: Row) -> dict[str, Any]:
        """Return a row's sparkline as it is answered."""
        points = self._counting.points[row.same]
        told = {"granularity": self._buckets.granularity, "points": points}
        return {**told, "partial": True} if self.partial else told

    def _count(self) -> None:
        """Count by what is stored already, else by the plan with the fewest calls."""
        counting, whole = self._counting, self._buckets.whole
        charts = self._reader.missing(counting.charts)
        parts = self._history.read_within(whole) if charts else []
        if parts:
            counting.by_pages(parts)
        elif charts <= FEW and charts < max(2, len(self._buckets.windows)):
            counting.by_charts()
        else:
            parts, pages = self._history.to_read(whole, self._top.plays)
            match self._plan(pages):
                case "pages":
                    counting.by_pages(parts)
                case "charts":
                    counting.by_charts()
                case "tracks":
                    counting.by_tracks(self._top.known)
                case "rows":
                    counting.by_tracks(self._top.rows)

    def _plan(self, pages: int) -> Plan:
        """Choose by what each plan takes for the whole window."""
        costs: dict[Plan, int] = {"pages": pages, "charts": len(self._buckets.windows)}
        top = self._top
        if self._counting.may_read_singly(top.rows):
            costs["rows"] = self._singly(top.rows)
        few = len(top.known) == top.total <= self._reader.left()
        if few and self._counting.may_read_singly(top.known):
            costs["tracks"] = self._singly(top.known)
        return chosen(costs, self._reader.left())

    def _singly(self, rows: Sequence[Row]) -> int:
        charts = len(self._buckets.windows) - self._counting.singles
        return charts + singly(row.plays for row in rows)


def first_scrobble(reader: Reader) -> int | None:
    """Return when the user's first scrobble was, or None without any.

    The total is up to a day old, so the last page may be another by now: its own total tells.
    """
    oldest = reader.ask(questions.one_scrobble(1, DAY))
    total = 1
    for _ in range(_TURNS):
        if questions.total_in(oldest) == total:
            break
        total = questions.total_in(oldest)
        if not total:
            return None
        oldest = reader.ask(questions.one_scrobble(total, 30 * DAY, total))
    return min((play.at for play in questions.plays_in(oldest)), default=None)
