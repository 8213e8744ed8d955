"""Top lists of the key's own user, counted from the stored history.

Costs no call if the history is stored and its newest page is fresh; see HistoryReader.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.faces.mcp.tools.lastfm_rows import LastfmRow
from lastfm_gateway.faces.mcp.tools.listeners import history_facts
from lastfm_gateway.faces.mcp.tools.top_page import ToolPage, TopQuery, find_artist
from lastfm_gateway.history import counts
from lastfm_gateway.history.buckets import Buckets, buckets_at_most
from lastfm_gateway.history.calendar import date_of
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.sparklines import sparkline_points
from lastfm_gateway.history.window import Window

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader

#: The most points of a sparkline: the days of a month.
MAX_POINTS: Final = 31


def count(history: "HistoryReader", query: TopQuery) -> ToolPage:
    """Return a page of what was played in a span."""
    listening = history.read(query.span.window)
    played = Counts(listening)
    artist = None
    if query.artist:
        artist = find_artist([row.name for row in played.rows("artist")], query.artist)
        of_artist = played.row("artist", artist) if artist else None
        every = played.rows_within(of_artist, query.kind) if of_artist else []
        shown, total = every[query.first : query.first + query.limit], len(every)
    else:
        shown = played.rows(query.kind, query.first, query.first + query.limit)
        total = played.distinct(query.kind)
    rows = ranked(shown, query.first + 1)
    facts: dict[str, Any] = {}
    if query.sparklines and rows:
        buckets = buckets_of(listening, query.span.window, history.now)
        facts = add_sparklines(rows, listening, shown, buckets)
    return ToolPage(rows, total, artist, facts, history_facts(history))


def ranked(counted: Sequence[counts.Row], first: int = 1) -> list[LastfmRow]:
    """Return counted rows as an answer's rows."""
    return [
        {
            "rank": rank,
            **({} if row.kind == "artist" else {"artist": row.artist}),
            "name": row.name,
            "plays": row.plays,
        }
        for rank, row in enumerate(counted, first)
    ]


def buckets_of(listening: Listening, window: Window | None, now: float) -> Buckets:
    """Return the buckets of a window up to now; of all time from the first scrobble on."""
    first = listening.times[0] if listening.times else int(now) + 1
    start, end = window or Window(0, int(now) + 1)
    return buckets_at_most(Window(start or first, min(end, int(now) + 1)), MAX_POINTS)


def add_sparklines(
    rows: Sequence[LastfmRow],
    listening: Listening,
    counted: Sequence[counts.Row],
    buckets: Buckets,
) -> dict[str, Any]:
    """Add each row's plays in each bucket; return what the points stand for."""
    points = sparkline_points(listening, [row.tracks for row in counted], buckets)
    for row, line in zip(rows, points, strict=True):
        row["sparkline"] = line
    if not buckets.windows:
        return {"granularity": buckets.granularity}
    start = date_of(buckets.windows[0].start)
    return {"granularity": buckets.granularity, "sparkline_from": start.isoformat()}
