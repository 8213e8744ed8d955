"""Whose listening a tool shows: the key's own user, or another that the caller names."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.mcp.tool import ToolContext
from lastfm_gateway.lastfm.names import fold_name

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader


class Listener(NamedTuple):
    """A user. `is_own`: whether it is the user of the caller's key, whose history is stored."""

    name: str
    is_own: bool


def listener_of(context: ToolContext, arguments: Mapping[str, str]) -> Listener:
    """Return the user that a call is about. Raises BadRequest if nobody is known."""
    named = arguments.get("user")
    if context.user and (named is None or fold_name(named) == fold_name(context.user)):
        return Listener(context.user, is_own=True)
    if named is None:
        raise BadRequest("Name a `user`, or send a key of a Last.fm user")
    return Listener(named, is_own=False)


def viewer_of(context: ToolContext, arguments: Mapping[str, str]) -> str | None:
    """Return the user whose plays an answer about music adds, if any."""
    return arguments.get("user") or context.user


def own_listener(context: ToolContext, arguments: Mapping[str, str]) -> Listener:
    """Return the key's own user. Raises BadRequest if the call is about another."""
    listener = listener_of(context, arguments)
    if not listener.is_own:
        raise BadRequest(
            "This counts the stored history, which is there for the key's own user only. For other "
            "users ask get_top_artists, get_top_albums or get_top_tracks with `from` and `to`"
        )
    return listener


def user_url(user: str, page: str = "") -> str:
    """Return the URL of a user's page at Last.fm."""
    return f"https://www.last.fm/user/{quote(user, safe='')}{page}"


def history_facts(history: "HistoryReader") -> dict[str, Any]:
    """Return whether scrobbles are missing; while they are, how many are imported so far."""
    if not history.is_partial:
        return {"partial": False}
    stored, total = history.progress
    missing = "The latest scrobbles are missing"
    if stored < total:
        missing = f"{stored} of {total} scrobbles are imported so far"
    return {"partial": True, "note": f"{missing}, so counts may be too low. Ask again later."}
