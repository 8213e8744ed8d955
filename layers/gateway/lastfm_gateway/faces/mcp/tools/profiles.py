"""Tools of a user's profile and loved tracks."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import (
    artist_of,
    moment,
    number,
    require_text,
    root_of,
    total_of,
)
from lastfm_gateway.faces.mcp.tools.listeners import listener_of, user_url
from lastfm_gateway.faces.mcp.tools.parameters import InPages, OfUser
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PAGE, SOURCE, USER
from lastfm_gateway.faces.mcp.tools.spans import iso_moment, page_facts
from lastfm_gateway.history.calendar import date_of
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.methods.shapes import NUMBER, TEXT

#: Last.fm's names of how many different artists, albums and tracks a user has played.
_COUNTS: Final = {"artists": "artist_count", "albums": "album_count", "tracks": "track_count"}


class LovedInput(InPages, OfUser):
    """A page of loved tracks."""


def _profile(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    listener = listener_of(context, arguments)
    facts = profile_of(context.lastfm("user.getInfo", {"user": listener.name}))
    content = {**facts, "as_of": iso_moment(context.as_of), "url": user_url(listener.name)}
    return tool_answer(f"Profile of {facts['user']} at Last.fm", content)


@malformed_is_upstream_fault()
def profile_of(response: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a profile. Raises UpstreamFault (502) on a malformed response."""
    user = response["user"]
    country = user.get("country")
    return {
        "user": require_text(user["name"]),
        "real_name": user.get("realname") or None,
        "country": None if country == "None" else country or None,
        "scrobbles": number(user.get("playcount")),
        **{name: number(user.get(sent)) for name, sent in _COUNTS.items()},
        "registered": date_of(moment(user["registered"]["unixtime"])).isoformat(),
    }


def _loved(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    listener = listener_of(context, arguments)
    page, limit = int(arguments["page"]), int(arguments["limit"])
    sent = {"user": listener.name, "page": str(page), "limit": str(limit)}
    root = root_of(context.lastfm("user.getLovedTracks", sent))
    content = {
        "rows": loved_in(root)[:limit],
        "user": listener.name,
        **page_facts(page, limit, total_of(root)),
        "loved_tracks": total_of(root),
        "as_of": iso_moment(context.as_of),
        "url": user_url(listener.name, "/loved"),
    }
    return tool_answer(f"Tracks that {listener.name} loves, latest first", content)


@malformed_is_upstream_fault()
def loved_in(root: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return loved tracks. Raises UpstreamFault (502) on a malformed response."""
    return [
        {
            "loved_at": iso_moment(moment(item["date"]["uts"])),
            "artist": artist_of(item),
            "name": require_text(item["name"]),
        }
        for item in root.get("track", [])
    ]


GET_PROFILE: Final = Tool(
    name="get_profile",
    title="Profile",
    description="A user's profile: country, number of scrobbles, date of registration.",
    parameters=OfUser,
    answer={
        **USER,
        **dict.fromkeys(("real_name", "country", "registered"), TEXT),
        "scrobbles": NUMBER,
        **dict.fromkeys(_COUNTS, NUMBER),
        **SOURCE,
    },
    run=_profile,
)
GET_LOVED_TRACKS: Final = Tool(
    name="get_loved_tracks",
    title="Loved tracks",
    description="The tracks that a user marked as loved, latest first.",
    parameters=LovedInput,
    answer={
        "rows": [dict.fromkeys(("loved_at", "artist", "name"), TEXT)],
        **USER,
        **PAGE,
        "loved_tracks": NUMBER,
        **SOURCE,
    },
    run=_loved,
)
