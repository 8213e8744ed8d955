"""Top lists as Last.fm's charts give them, of any user. One call."""

from typing import Any, Final

from lastfm_gateway.faces.mcp.tool import ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import LastfmRow, root_of, rows_in, total_of
from lastfm_gateway.faces.mcp.tools.top_page import ToolPage, TopQuery, find_artist
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.parameters import MAX_LIMIT

#: 2002, when Last.fm began. A chart needs a start, and 0 counts as none.
_FIRST_SECOND: Final = 1_009_843_200

_ONLY_OWN: Final = "Sparklines are counted from the stored history of the key's own user only."
_CUT: Final = f"Last.fm gives the {MAX_LIMIT} most played only."


def read(context: ToolContext, query: TopQuery) -> ToolPage:
    """Return a page of a period's or a range's chart."""
    notes = [_ONLY_OWN] if query.sparklines else []
    if query.span.period and not query.artist:
        rows, total = _page_of_period(context, query)
        page = ToolPage(rows, total)
    else:
        rows = _whole_chart(context, query)
        page = _of_artist(query, rows, query.artist) if query.artist else _cut(query, rows)
        notes += [_CUT] if len(rows) >= MAX_LIMIT else []
    facts: dict[str, Any] = {"partial": False, **({"note": " ".join(notes)} if notes else {})}
    return page._replace(facts=facts)


def chart_of_period(  # noqa: PLR0913, PLR0917 (a call's parameters)
    context: ToolContext, kind: EntityKind, user: str, period: str, page: int, limit: int
) -> tuple[list[LastfmRow], int]:
    """Return a page of a period's chart, and how many rows all pages hold."""
    sent = {"user": user, "period": period, "page": str(page), "limit": str(limit)}
    root = root_of(context.lastfm(f"user.getTop{kind.title()}s", sent))
    rows = rows_in(root, kind, ("plays",), limit, (page - 1) * limit + 1)
    return rows, total_of(root)


def chart_of_range(
    context: ToolContext, kind: EntityKind, user: str, window: Window
) -> list[LastfmRow]:
    """Return the first thousand rows of a range's chart.

    A range that goes on ends tonight: all day its chart has one cache key.
    """
    tonight = int(context.now) // DAY * DAY + DAY
    start, end = max(window.start, _FIRST_SECOND), min(window.end, tonight)
    if start >= end:
        return []
    sent = {"user": user, "from": str(start), "to": str(end), "limit": str(MAX_LIMIT)}
    root = root_of(context.lastfm(f"user.getWeekly{kind.title()}Chart", sent))
    return rows_in(root, kind, ("plays",))


def _page_of_period(context: ToolContext, query: TopQuery) -> tuple[list[LastfmRow], int]:
    return chart_of_period(
        context, query.kind, query.user, query.span.period, query.page, query.limit
    )


def _whole_chart(context: ToolContext, query: TopQuery) -> list[LastfmRow]:
    span = query.span
    if span.window is None or span.period:
        return chart_of_period(context, query.kind, query.user, span.period, 1, MAX_LIMIT)[0]
    return chart_of_range(context, query.kind, query.user, span.window)


def _of_artist(query: TopQuery, rows: list[LastfmRow], wanted: str) -> ToolPage:
    artist = find_artist([row["artist"] for row in rows], wanted)
    chosen = [row for row in rows if row["artist"] == artist]
    page = _cut(query, [{**row, "rank": rank} for rank, row in enumerate(chosen, 1)])
    return page._replace(artist=artist)


def _cut(query: TopQuery, rows: list[LastfmRow]) -> ToolPage:
    return ToolPage(rows[query.first : query.first + query.limit], len(rows))
