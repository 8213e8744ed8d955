"""Tool of the track that is playing now."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.listeners import listener_of, user_url
from lastfm_gateway.faces.mcp.tools.parameters import OfUser
from lastfm_gateway.faces.mcp.tools.plays import PLAY, play_of, plays_of, visible_to_all
from lastfm_gateway.faces.mcp.tools.rendering import title_of, tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import SOURCE, USER
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from lastfm_gateway.methods.shapes import FLAG
from lastfm_gateway.playback.state import Playback


def _now_playing(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    listener = listener_of(context, arguments)
    plays: Sequence[Mapping[str, Any]]
    if listener.is_own:
        plays = _own_newest(context.playback())
    else:
        sent = {"user": listener.name, "limit": "1"}
        plays = plays_of(visible_to_all(context, "user.getRecentTracks", sent))
    newest = plays[0] if plays else {}
    is_playing = bool(newest) and "played_at" not in newest
    said = "is playing" if is_playing else "played last"
    content = {
        "is_playing": is_playing,
        **newest,
        "user": listener.name,
        "as_of": iso_moment(context.as_of),
        "url": user_url(listener.name),
    }
    headline = f"{listener.name} has no scrobbles"
    if newest:
        headline = f"{listener.name} {said}: {title_of(newest['artist'], newest['name'])}"
    return tool_answer(headline, content)


def _own_newest(state: Playback) -> list[dict[str, Any]]:
    if state.status == "never":
        return []
    names = state.names
    return [play_of(state.played_at, names.artist, names.track, names.album)]


GET_NOW_PLAYING: Final = Tool(
    name="get_now_playing",
    title="Now playing",
    description="The track that a user plays now, else the one they played last and when.",
    parameters=OfUser,
    answer={"is_playing": FLAG, **PLAY, **USER, **SOURCE},
    run=_now_playing,
)
