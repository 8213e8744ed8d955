"""Tools that find music: an artist's best known, and a search."""

from collections.abc import Mapping
from typing import Any, Final, Literal
from urllib.parse import quote_plus

from pydantic import Field

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import artist_of_list, root_of, rows_in
from lastfm_gateway.faces.mcp.tools.parameters import Limited, OfArtist
from lastfm_gateway.faces.mcp.tools.plain_text import plain
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import ROW, SOURCE
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.names import EntityKind, page_url
from lastfm_gateway.methods.parameters import Name
from lastfm_gateway.methods.shapes import NUMBER, TEXT

_KINDS: Final[Mapping[str, EntityKind]] = {"tracks": "track", "albums": "album"}


class ArtistTopInput(Limited, OfArtist):
    """An artist's tracks or albums."""

    kind: Literal["tracks", "albums"] = Field("tracks", description="What to list")


class SearchInput(Limited):
    """Words to search for."""

    query: Name = Field(description="Name or part of it")
    kind: Literal["artist", "album", "track"] = Field("artist", description="What to search for")


def _artist_top(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    kind, limit = _KINDS[arguments["kind"]], int(arguments["limit"])
    sent = {"artist": arguments["artist"], "limit": str(limit)}
    root = root_of(context.lastfm(f"artist.getTop{kind.title()}s", sent))
    artist = artist_of_list(root) or arguments["artist"]
    rows = rows_in(root, kind, ("plays", "listeners"), limit)
    content = {
        "rows": [{name: row[name] for name in row if name != "artist"} for row in rows],
        "artist": artist,
        "as_of": iso_moment(context.as_of),
        "url": page_url("artist", plain(artist), ""),
    }
    return tool_answer(f"Best known {kind}s of {artist} (everybody's plays)", content)


def _search(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    kind: Any = arguments["kind"]
    words, limit = arguments["query"], int(arguments["limit"])
    root = root_of(context.lastfm(f"{kind}.search", {kind: words, "limit": str(limit)}))
    rows = rows_in(matches_in(root, kind), kind, ("listeners",), limit)
    content = {
        "rows": rows,
        "query": words,
        "as_of": iso_moment(context.as_of),
        "url": f"https://www.last.fm/search/{kind}s?q={quote_plus(words)}",
    }
    return tool_answer(f"{kind.title()}s found for {words}", content)


@malformed_is_upstream_fault()
def matches_in(root: Mapping[str, Any], kind: EntityKind) -> Mapping[str, Any]:
    """Return what holds a search's rows. Raises UpstreamFault (502) on a malformed response."""
    matches: Mapping[str, Any] = root[f"{kind}matches"]
    return matches


GET_ARTIST_TOP: Final = Tool(
    name="get_artist_top",
    title="An artist's best known",
    description="The tracks or albums of an artist that everybody plays most. For one user's plays"
    " use get_top_tracks with artist_name.",
    parameters=ArtistTopInput,
    answer={
        "rows": [
            {"rank": NUMBER, "name": TEXT, "plays": NUMBER, "listeners": NUMBER},
        ],
        "artist": TEXT,
        **SOURCE,
    },
    run=_artist_top,
)
SEARCH_MUSIC: Final = Tool(
    name="search_music",
    title="Search",
    description="Finds artists, albums or tracks by name; use it when a name is uncertain.",
    parameters=SearchInput,
    answer={"rows": [{**ROW, "listeners": NUMBER}], "query": TEXT, **SOURCE},
    run=_search,
)
