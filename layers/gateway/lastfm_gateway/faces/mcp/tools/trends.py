"""Tool of the own user's plays over time, counted from the stored history."""

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.listeners import history_facts, own_listener, user_url
from lastfm_gateway.faces.mcp.tools.parameters import Between, OfUser
from lastfm_gateway.faces.mcp.tools.rendering import title_of, tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PARTIAL, SOURCE, SPAN, USER
from lastfm_gateway.faces.mcp.tools.spans import iso_moment, span_of
from lastfm_gateway.faces.mcp.tools.top_counts import buckets_of
from lastfm_gateway.history.calendar import date_of
from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.sparklines import sparkline_points
from lastfm_gateway.methods.parameters import Name, Period
from lastfm_gateway.methods.shapes import NUMBER, TEXT


class TrendInput(Between, OfUser):
    """What to count, over what time."""

    period: Period = Field("12month", description="Ends today; dates override it")
    artist: Name | None = Field(None, description="Only plays of this artist")
    track: Name | None = Field(None, description="Only plays of this track of the artist")


def _trend(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    artist, track = arguments.get("artist"), arguments.get("track")
    if track and not artist:
        raise BadRequest("Invalid parameters - artist is required when track is given")
    listener = own_listener(context, arguments)
    span, history = span_of(arguments, context.now), context.history()
    listening = history.read(span.window)
    counts = Counts(listening)
    names = [name for name in (artist, track) if name]
    row: Row | None = None
    if names:
        row = counts.row("track" if track else "artist", *names)
        played = row.tracks if row else ()
    else:
        played = tuple(set(listening.ids))
    buckets = buckets_of(listening, span.window, context.now)
    [points] = sparkline_points(listening, [played], buckets)
    starts = [date_of(window.start).isoformat() for window in buckets.windows]
    what = title_of(*names) or "everything"
    content = {
        "rows": [{"starts": at, "plays": n} for at, n in zip(starts, points, strict=True)],
        "granularity": buckets.granularity,
        "plays": (row.plays if row else 0) if names else counts.scrobbles,
        "artist": artist,
        "track": track,
        "user": listener.name,
        **span.facts,
        **history_facts(history),
        "as_of": iso_moment(context.as_of),
        "url": user_url(listener.name, "/library"),
    }
    headline = f"Plays of {what} by {listener.name}, {span.words}, by {buckets.granularity}"
    return tool_answer(headline, content)


GET_LISTENING_TREND: Final = Tool(
    name="get_listening_trend",
    title="Plays over time",
    description="The own user's plays by day, week, month or year: all of them, or of one artist or"
    " track. Up to 31 points, from the stored history.",
    parameters=TrendInput,
    answer={
        "rows": [{"starts": TEXT, "plays": NUMBER}],
        "granularity": TEXT,
        "plays": NUMBER,
        "artist": TEXT,
        "track": TEXT,
        **USER,
        **SPAN,
        **PARTIAL,
        **SOURCE,
    },
    run=_trend,
)
