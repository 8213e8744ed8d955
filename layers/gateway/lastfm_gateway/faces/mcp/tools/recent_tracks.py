"""Tool of the latest scrobbles."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import total_of
from lastfm_gateway.faces.mcp.tools.listeners import history_facts, listener_of, user_url
from lastfm_gateway.faces.mcp.tools.parameters import InPages, OfDay, OfUser
from lastfm_gateway.faces.mcp.tools.plays import PLAY, play_of, plays_of, visible_to_all
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PAGE, PARTIAL, SOURCE, SPAN, USER
from lastfm_gateway.faces.mcp.tools.spans import Span, iso_moment, page_facts, range_of
from lastfm_gateway.history.latest import latest_scrobbles
from lastfm_gateway.history.search import scrobbles_at
from lastfm_gateway.history.window import Window

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader


class RecentInput(InPages, OfDay, OfUser):
    """The latest scrobbles, or those of a range."""


def _recent(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    listener = listener_of(context, arguments)
    window = range_of(arguments, context.now)
    page, limit = int(arguments["page"]), int(arguments["limit"])
    if listener.is_own:
        history = context.history()
        plays, total = _own_page(history, window, page, limit)
        facts = history_facts(history)
    else:
        sent = {"user": listener.name, "page": str(page), "limit": str(limit)}
        within = {"from": str(window.start), "to": str(window.end)} if window else {}
        root = visible_to_all(context, "user.getRecentTracks", {**sent, **within})
        plays = [play for play in plays_of(root) if "played_at" in play][:limit]
        total, facts = total_of(root), {"partial": False}
    span = Span(window)
    content = {
        "rows": plays,
        "user": listener.name,
        **span.facts,
        **page_facts(page, limit, total),
        **facts,
        "as_of": iso_moment(context.as_of),
        "url": user_url(listener.name, "/library"),
    }
    when = f", {span.words}" if window else ""
    return tool_answer(f"Latest scrobbles of {listener.name}{when}, newest first", content)


def _own_page(
    history: "HistoryReader", window: Window | None, page: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Return a page of the stored scrobbles, newest first, and how many all pages hold."""
    listening = history.read(window) if window else latest_scrobbles(history, page * limit)
    total = len(listening.times)
    newest = range(total)[::-1][(page - 1) * limit : page * limit]
    plays = [
        play_of(at, names.artist, names.track, names.album)
        for at, names in scrobbles_at(listening, newest)
    ]
    return plays, total if window else max(total, history.progress.stored)


GET_RECENT_TRACKS: Final = Tool(
    name="get_recent_tracks",
    title="Recent tracks",
    description="A user's scrobbles one by one, newest first, of all time, a range or a day."
    " For counts use get_top_tracks or get_listening_stats.",
    parameters=RecentInput,
    answer={"rows": [PLAY], **USER, **SPAN, **PAGE, **PARTIAL, **SOURCE},
    run=_recent,
)
