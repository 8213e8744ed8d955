"""Counts plays from charts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from lastfm_gateway.faces.listening.calls import ListeningCall
from lastfm_gateway.faces.listening.counting import PlayCounter
from lastfm_gateway.faces.listening.rows import Row
from lastfm_gateway.faces.listening.scrobble_pages import ScrobblePages
from lastfm_gateway.history.buckets import buckets_of_range
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

if TYPE_CHECKING:
    from lastfm_gateway.faces.listening.reader import ListeningReader


class OneChart:
    """A Last.fm whose charts all name one artist twice, in two spellings."""

    now = 100.0 * DAY

    def prefetch(self, calls: Sequence[ListeningCall]) -> None:
        """Nothing is stored here."""

    def fetch(self, _call: ListeningCall) -> dict[str, Any]:
        """Answer with the chart."""
        rows = [{"name": "Bj\u00f6rk", "playcount": "3"}, {"name": "BJ\u00d6RK", "playcount": "2"}]
        return {"weeklyartistchart": {"artist": rows}}


def test_two_spellings_in_a_chart_are_one_row() -> None:
    """Their plays are added up, whichever spelling comes last."""
    reader = cast("ListeningReader", OneChart())
    row = Row("artist", "Bj\u00f6rk", "Bj\u00f6rk", 10, "")
    buckets = buckets_of_range(Window(0, 2 * DAY))
    counter = PlayCounter(reader, ScrobblePages(reader), "artist", [row], buckets)
    counter.count_charts()
    assert counter.points[row.key] == [5, 5]
