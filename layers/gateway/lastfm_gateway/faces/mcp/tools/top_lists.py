"""Tools of a user's top artists, albums and tracks."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Final

from pydantic import Field

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools import top_charts, top_counts
from lastfm_gateway.faces.mcp.tools.listeners import listener_of, user_url
from lastfm_gateway.faces.mcp.tools.parameters import InPages, InPeriod, OfUser
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PAGE, PARTIAL, PLAYED, SOURCE, SPAN, USER
from lastfm_gateway.faces.mcp.tools.spans import iso_moment, page_facts, span_of
from lastfm_gateway.faces.mcp.tools.top_page import TopQuery
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.parameters import Name, Switch
from lastfm_gateway.methods.shapes import NUMBER, TEXT, Shape


class TopInput(InPages, InPeriod, OfUser):
    """A page of a top list."""

    switches: ClassVar[tuple[str, ...]] = ("include_sparklines",)
    include_sparklines: Switch = Field(
        "false", description="Adds each row's plays over time (own user only)"
    )


class TopTracksInput(TopInput):
    """Top tracks, of one artist if given."""

    artist_name: Name | None = Field(None, description="Only this artist's tracks")


_ANSWER: Final[dict[str, Shape]] = {
    "rows": [{**PLAYED, "sparkline": [NUMBER]}],
    "granularity": TEXT,
    "sparkline_from": TEXT,
    **USER,
    **SPAN,
    **PAGE,
    **PARTIAL,
    **SOURCE,
}


def _top(kind: EntityKind, context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    listener = listener_of(context, arguments)
    query = TopQuery(
        kind=kind,
        user=listener.name,
        span=span_of(arguments, context.now),
        page=int(arguments["page"]),
        limit=int(arguments["limit"]),
        artist=arguments.get("artist_name"),
        sparklines=arguments["include_sparklines"] == "true",
    )
    if listener.is_own and (query.sparklines or query.artist or not query.span.period):
        top = top_counts.count(context.history(), query)
    else:
        top = top_charts.read(context, query)
    of_artist = f" by {top.artist}" if top.artist else ""
    content: dict[str, Any] = {
        "rows": top.rows,
        **top.sparkline_facts,
        "user": listener.name,
        **({"artist": top.artist} if query.artist else {}),
        **query.span.facts,
        **page_facts(query.page, query.limit, top.total),
        **top.facts,
        "as_of": iso_moment(context.as_of),
        "url": user_url(listener.name, f"/library/{kind}s"),
    }
    if query.artist and not top.artist:
        content["note"] = f"No artist with {query.artist} in the name. {content.get('note', '')}"
    headline = f"Top {kind}s of {listener.name}{of_artist}, {query.span.words} (plays)"
    return tool_answer(headline, content)


GET_TOP_ARTISTS: Final = Tool(
    name="get_top_artists",
    title="Top artists",
    description="A user's most played artists of a period, range or day, with plays."
    " For everybody's charts use get_chart.",
    parameters=TopInput,
    answer=_ANSWER,
    run=partial(_top, "artist"),
)
GET_TOP_ALBUMS: Final = Tool(
    name="get_top_albums",
    title="Top albums",
    description="A user's most played albums of a period, range or day, with plays.",
    parameters=TopInput,
    answer=_ANSWER,
    run=partial(_top, "album"),
)
GET_TOP_TRACKS: Final = Tool(
    name="get_top_tracks",
    title="Top tracks",
    description="A user's most played tracks of a period, range or day, with plays, of one artist"
    " if asked. For an artist's tracks that everybody plays use get_artist_top.",
    parameters=TopTracksInput,
    answer={**_ANSWER, "artist": TEXT},
    run=partial(_top, "track"),
)
