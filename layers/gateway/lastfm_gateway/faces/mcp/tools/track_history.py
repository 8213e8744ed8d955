"""Tool of all plays of one track."""

from collections.abc import Mapping
from itertools import compress
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import total_of
from lastfm_gateway.faces.mcp.tools.listeners import history_facts, listener_of
from lastfm_gateway.faces.mcp.tools.parameters import Between, Limited, OfArtist, OfUser
from lastfm_gateway.faces.mcp.tools.plays import plays_of, visible_to_all
from lastfm_gateway.faces.mcp.tools.rendering import title_of, tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PARTIAL, SOURCE, SPAN, USER
from lastfm_gateway.faces.mcp.tools.spans import Span, iso_moment, range_of
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import page_url
from lastfm_gateway.methods.parameters import Name
from lastfm_gateway.methods.shapes import NUMBER, TEXT

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader


class TrackHistoryInput(Limited, Between, OfUser, OfArtist):
    """A track and a range of time."""

    track: Name = Field(description="Track's title")


def _track_history(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    listener = listener_of(context, arguments)
    artist, track, limit = arguments["artist"], arguments["track"], int(arguments["limit"])
    window = range_of(arguments, context.now)
    facts: dict[str, Any] = {"partial": False}
    if listener.is_own:
        history = context.history()
        times = _own_times(history, window, artist, track)
        plays, first, newest = len(times), times[:1], times[-limit:][::-1]
        facts = history_facts(history)
    else:
        plays, first, newest = _times_at_lastfm(context, listener.name, arguments, window)
    span = Span(window)
    content = {
        "artist": artist,
        "name": track,
        "plays": plays,
        "first_played": first[0] if first else None,
        "last_played": newest[0] if newest else None,
        "latest_plays": newest,
        "user": listener.name,
        **span.facts,
        **facts,
        "as_of": iso_moment(context.as_of),
        "url": page_url("track", artist, track),
    }
    headline = f"{listener.name} played {title_of(artist, track)} {plays} times, {span.words}"
    return tool_answer(headline, content)


def _own_times(
    history: "HistoryReader", window: Window | None, artist: str, track: str
) -> list[str]:
    """Return when the track was played, oldest first."""
    listening = history.read(window)
    row = Counts(listening).row("track", artist, track)
    ids = set(row.tracks) if row else set[int]()
    return [
        iso_moment(at) for at in compress(listening.times, map(ids.__contains__, listening.ids))
    ]


def _times_at_lastfm(
    context: ToolContext, user: str, arguments: Mapping[str, str], window: Window | None
) -> tuple[int, list[str], list[str]]:
    """Return how often it was played, its first play and the latest ones; in up to two calls."""
    sent = {"user": user, "artist": arguments["artist"], "track": arguments["track"]}
    if window:
        sent |= {"from": str(window.start), "to": str(window.end)}
    limit = int(arguments["limit"])

    def page(number: int) -> tuple[list[str], int]:
        paged = {**sent, "page": str(number), "limit": str(limit)}
        root = visible_to_all(context, "user.getTrackScrobbles", paged)
        times = [play["played_at"] for play in plays_of(root) if "played_at" in play]
        return times, total_of(root)

    newest, total = page(1)
    last = -(-total // limit)
    oldest = page(last)[0] if last > 1 else newest
    return total, oldest[-1:], newest[:limit]


GET_TRACK_HISTORY: Final = Tool(
    name="get_track_history",
    title="Plays of one track",
    description="How often a user played one track, when first and last, and the latest plays.",
    parameters=TrackHistoryInput,
    answer={
        **dict.fromkeys(("artist", "name", "first_played", "last_played"), TEXT),
        "plays": NUMBER,
        "latest_plays": [TEXT],
        **USER,
        **SPAN,
        **PARTIAL,
        **SOURCE,
    },
    run=_track_history,
)
