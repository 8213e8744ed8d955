"""Endpoint of the track that is playing now, in Rewind's shape."""

from collections.abc import Callable
from typing import Any, Final

from lastfm_gateway.faces.listening.endpoints import (
    ALBUM_OF_SCROBBLE,
    NAMED,
    PREFIX,
    TRACK_LINKS,
)
from lastfm_gateway.faces.listening.items import album_item, timestamp, track_links
from lastfm_gateway.http.handler import RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.http.v1 import json_response
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.lastfm.names import identity
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.shapes import FLAG, MAYBE_TEXT, TEXT, Nullable
from lastfm_gateway.playback.reader import PlaybackReader
from lastfm_gateway.playback.state import Playback

NOW_PLAYING: Final = Endpoint(
    path=PREFIX + "/now-playing",
    operation="listeningNowPlaying",
    summary="The track that is playing now, or else the latest scrobble",
    description=(
        "What is reported through this gateway shows at once. Else the answer is 10 seconds old at "
        "most while a track plays, 30 while none does, and 60 after an hour of silence."
    ),
    answer={
        "is_playing": FLAG,
        "track": Nullable(
            {
                "name": TEXT,
                "artist": {**NAMED, "apple_music_url": MAYBE_TEXT},
                "album": ALBUM_OF_SCROBBLE,
                **TRACK_LINKS,
            }
        ),
        "scrobbled_at": MAYBE_TEXT,
    },
)


def now_playing_route(new_reader: Callable[[Caller], PlaybackReader]) -> RouteHandler:
    """Return the route handler. Its answers are not stored, and never stale."""

    def answer(_request: Request, caller: Caller) -> Response:
        state = new_reader(caller).read(Deadline.after(CALL_SECONDS), stale_for=0)
        return json_response(NOW_PLAYING.status, _content(state))

    return answer


def _content(state: Playback) -> dict[str, Any]:
    if state.status == "never":
        return {"is_playing": False, "track": None, "scrobbled_at": None}
    names = state.names
    return {
        "is_playing": state.is_playing,
        "track": {
            "name": names.track,
            "artist": {
                "id": identity("artist", names.artist),
                "name": names.artist,
                "apple_music_url": None,
            },
            "album": album_item(names),
            **track_links(names),
        },
        "scrobbled_at": None if state.played_at is None else timestamp(state.played_at),
    }
