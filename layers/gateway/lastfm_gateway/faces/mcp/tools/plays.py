"""Scrobbles one by one: as an answer's rows, and read from Last.fm's lists."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.errors import HIDDEN, GatewayError, UpstreamError
from lastfm_gateway.faces.mcp.tool import ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import artist_of, moment, require_text, root_of
from lastfm_gateway.faces.mcp.tools.plain_text import plain
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.methods.shapes import TEXT, Shape

#: A scrobble, without `played_at` while it is playing, and without `album` if that is unknown.
PLAY: Final[dict[str, Shape]] = dict.fromkeys(("played_at", "artist", "name", "album"), TEXT)


def play_of(at: int | None, artist: str, name: str, album: str | None) -> dict[str, Any]:
    """Return a scrobble as a row. `at` is its unix time, None while it is playing."""
    played = {} if at is None else {"played_at": iso_moment(at)}
    return {**played, "artist": artist, "name": name, **({"album": album} if album else {})}


def visible_to_all(
    context: ToolContext, method: str, parameters: Mapping[str, str]
) -> Mapping[str, Any]:
    """Return the list in another user's scrobbles. Raises GatewayError (403) if they are hidden."""
    try:
        return root_of(context.lastfm(method, parameters))
    except UpstreamError as error:
        if error.code != HIDDEN:
            raise
        raise GatewayError(
            f"{plain(parameters['user'])} hides recent listening at Last.fm. Top lists are public",
            code=HIDDEN,
            status=403,
        ) from None


@malformed_is_upstream_fault()
def plays_of(root: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the scrobbles of a list, without `played_at` while the track is playing.

    Raises UpstreamFault (502) on a malformed response.
    """
    return [
        play_of(
            None if _is_playing(item) else moment(item["date"]["uts"]),
            artist_of(item),
            require_text(item["name"]),
            item.get("album", {}).get("#text", ""),
        )
        for item in root.get("track", [])
    ]


def _is_playing(item: Mapping[str, Any]) -> bool:
    return bool(item.get("@attr", {}).get("nowplaying") == "true")
