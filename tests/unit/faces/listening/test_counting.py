"""Counting by charts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from lastfm_gateway.faces.listening.buckets import of_range
from lastfm_gateway.faces.listening.counting import Counting
from lastfm_gateway.faces.listening.question import Question
from lastfm_gateway.faces.listening.rows import Row
from lastfm_gateway.faces.listening.scrobble_pages import History
from lastfm_gateway.faces.listening.windows import DAY, Window

if TYPE_CHECKING:
    from lastfm_gateway.faces.listening.reader import Reader


class OneChart:
    """A Last.fm whose charts all name one artist twice, in two spellings."""

    now = 100.0 * DAY

    def fetch(self, questions: Sequence[Question]) -> None:
        """Nothing is stored here."""

    def ask(self, _question: Question) -> dict[str, Any]:
        """Answer with the chart."""
        rows = [{"name": "Bj\u00f6rk", "playcount": "3"}, {"name": "BJ\u00d6RK", "playcount": "2"}]
        return {"weeklyartistchart": {"artist": rows}}


def test_two_spellings_in_a_chart_are_added_up() -> None:
    """Names that are compared as equal are one row, whichever comes last."""
    reader = cast("Reader", OneChart())
    row = Row("artist", "Bj\u00f6rk", "Bj\u00f6rk", 10, "")
    buckets = of_range(Window(0, 2 * DAY))
    counting = Counting(reader, History(reader), "artist", [row], buckets)
    counting.by_charts()
    assert counting.points[row.same] == [5, 5]
