"""Tool of similar music, and of what of it is new to a user."""

from collections.abc import Mapping
from typing import ClassVar, Final

from pydantic import Field

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import LastfmRow, root_of, rows_in
from lastfm_gateway.faces.mcp.tools.listeners import listener_of
from lastfm_gateway.faces.mcp.tools.parameters import Limited, OfArtist, OfUser
from lastfm_gateway.faces.mcp.tools.rendering import title_of, tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import ROW, SOURCE
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from lastfm_gateway.faces.mcp.tools.top_charts import chart_of_period
from lastfm_gateway.lastfm.names import EntityKind, fold_name, page_url
from lastfm_gateway.methods.parameters import MAX_LIMIT, Name, Switch
from lastfm_gateway.methods.shapes import FLAG, NUMBER, TEXT

#: Similar ones that are asked for, of which those that are new to the user are shown.
_CANDIDATES: Final = 100


class SimilarInput(Limited, OfUser, OfArtist):
    """An artist or track, and what the user may know already."""

    switches: ClassVar[tuple[str, ...]] = ("new_to_me",)
    track: Name | None = Field(None, description="Track's title: lists similar tracks")
    new_to_me: Switch = Field(
        "false", description=f"Leaves out the user's {MAX_LIMIT} most played ones"
    )


def _similar(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    artist, limit = arguments["artist"], int(arguments["limit"])
    kind: EntityKind = "track" if "track" in arguments else "artist"
    is_new = arguments["new_to_me"] == "true"
    user = listener_of(context, arguments).name if is_new else None
    sent = {name: arguments[name] for name in ("artist", "track") if name in arguments}
    count = max(limit, _CANDIDATES) if is_new else limit
    root = root_of(context.lastfm(f"{kind}.getSimilar", {**sent, "limit": str(count)}))
    rows = rows_in(root, kind, ("match",))
    if user is not None:
        known, _ = chart_of_period(context, kind, user, "overall", 1, MAX_LIMIT)
        rows = unknown_rows(rows, known)
    name = arguments.get("track", artist)
    content = {
        "rows": rows[:limit],
        "similar_to": title_of(artist, name) if kind == "track" else artist,
        "user": user,
        "new_to_user": True if is_new else None,
        "as_of": iso_moment(context.as_of),
        "url": page_url(kind, artist, name),
    }
    new = f", new to {user}" if user else ""
    return tool_answer(f"{kind.title()}s similar to {content['similar_to']}{new}", content)


def unknown_rows(rows: list[LastfmRow], known: list[LastfmRow]) -> list[LastfmRow]:
    """Return the rows that are not among the known ones, ranked anew."""
    names = {_key(row) for row in known}
    new = [row for row in rows if _key(row) not in names]
    return [{**row, "rank": rank} for rank, row in enumerate(new, 1)]


def _key(row: LastfmRow) -> tuple[str, str]:
    return fold_name(row.get("artist", "")), fold_name(row["name"])


GET_SIMILAR: Final = Tool(
    name="get_similar",
    title="Similar music",
    description="Artists similar to an artist, or tracks similar to a track, `match` from 0 to 1."
    " With new_to_me a recommendation: only what the user does not play yet.",
    parameters=SimilarInput,
    answer={
        "rows": [{**ROW, "match": NUMBER}],
        "similar_to": TEXT,
        "user": TEXT,
        "new_to_user": FLAG,
        **SOURCE,
    },
    run=_similar,
)
