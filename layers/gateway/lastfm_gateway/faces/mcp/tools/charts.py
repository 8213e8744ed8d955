"""Tool of everybody's charts: of the world, a country or a tag."""

from collections.abc import Mapping
from typing import Any, Final, Literal
from urllib.parse import quote_plus

from pydantic import Field

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import (
    LastfmRow,
    items_in,
    number,
    require_text,
    root_of,
    rows_in,
)
from lastfm_gateway.faces.mcp.tools.parameters import Limited
from lastfm_gateway.faces.mcp.tools.plain_text import without_html
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PLAYED, SOURCE
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.parameters import Name, Tag
from lastfm_gateway.methods.shapes import NUMBER, TEXT

_KINDS: Final[Mapping[str, EntityKind]] = {"artists": "artist", "tracks": "track"}


class ChartInput(Limited):
    """A chart of the world, or of a country or tag."""

    kind: Literal["artists", "tracks", "tags"] = Field("artists", description="What to list")
    country: Name | None = Field(None, description="English name of a country, such as Germany")
    tag: Tag | None = Field(None, description="Tag or genre, such as shoegaze")


def _chart(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    country, tag, kind = arguments.get("country"), arguments.get("tag"), arguments["kind"]
    limit = int(arguments["limit"])
    if country and tag:
        raise BadRequest("Invalid parameters - Pass either country or tag, not both")
    if kind == "tags" and (country or tag):
        raise BadRequest("Invalid parameters - kind tags takes neither country nor tag")
    content: dict[str, Any]
    if kind == "tags":
        root = root_of(context.lastfm("chart.getTopTags", {"limit": str(limit)}))
        content = {"rows": tags_in(items_in(root, "tag")[:limit])}
        place = "the world"
    else:
        content = {"rows": _rows(context, _KINDS[kind], country, tag, limit)}
        place = country or (f"the tag {tag}" if tag else "the world")
    if tag:
        about = context.lastfm("tag.getInfo", {"tag": tag})
        content["about"] = description_of(about)
    where = {name: arguments[name] for name in ("country", "tag") if name in arguments}
    url = f"https://www.last.fm/tag/{quote_plus(tag)}" if tag else "https://www.last.fm/charts"
    content |= {**where, "as_of": iso_moment(context.as_of), "url": url}
    return tool_answer(f"Top {kind} of {place}", content)


def _rows(
    context: ToolContext, kind: EntityKind, country: str | None, tag: str | None, limit: int
) -> list[LastfmRow]:
    named = f"getTop{kind.title()}s"
    if country:
        method, subject = f"geo.{named}", {"country": country}
    elif tag:
        method, subject = f"tag.{named}", {"tag": tag}
    else:
        method, subject = f"chart.{named}", {}
    root = root_of(context.lastfm(method, {**subject, "limit": str(limit)}))
    return rows_in(root, kind, ("plays", "listeners"), limit)


@malformed_is_upstream_fault()
def tags_in(items: list[Mapping[str, Any]]) -> list[LastfmRow]:
    """Return tags with their uses. Raises UpstreamFault (502) on a malformed response."""
    return [
        {
            "rank": rank,
            "name": require_text(item["name"]),
            "taggings": number(item.get("taggings")),
            "reach": number(item.get("reach")),
        }
        for rank, item in enumerate(items, 1)
    ]


@malformed_is_upstream_fault()
def description_of(response: Mapping[str, Any]) -> str | None:
    """Return a tag's description. Raises UpstreamFault (502) on a malformed response."""
    wiki = response["tag"].get("wiki") or {}
    return without_html(wiki.get("summary") or wiki.get("content") or "") or None


GET_CHART: Final = Tool(
    name="get_chart",
    title="Charts",
    description="What everybody listens to: top artists, tracks or tags of the world, or of one"
    " country or tag. For one user's lists use get_top_artists and get_top_tracks.",
    parameters=ChartInput,
    answer={
        "rows": [{**PLAYED, "listeners": NUMBER, "taggings": NUMBER, "reach": NUMBER}],
        "about": TEXT,
        "country": TEXT,
        "tag": TEXT,
        **SOURCE,
    },
    run=_chart,
)
