"""Routes of the player.

What is playing is read with every request, so that an answer is some seconds old at most. A page of
plays is composed and stored until the history's newest page expires.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple, Never

from lastfm_gateway.cache.entity_lookup import LOOKUP_SECONDS, EntityLookup
from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.spotify.objects import Object
from lastfm_gateway.faces.spotify.played_tracks import play_objects
from lastfm_gateway.faces.spotify.player_endpoints import (
    CURRENTLY_PLAYING,
    DEVICES,
    ENDPOINTS,
    PLAYBACK,
    PLAYER,
    QUEUE,
    RECENTLY_PLAYED,
)
from lastfm_gateway.faces.spotify.player_objects import (
    currently_playing,
    playback_state,
    player_queue,
)
from lastfm_gateway.faces.spotify.plays_page import plays_object, plays_request
from lastfm_gateway.http.handler import RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import NO_STORE, Response
from lastfm_gateway.http.v1 import json_response
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.limits.sliding_window import to_ms
from lastfm_gateway.methods.endpoint import Endpoint

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader
    from lastfm_gateway.playback.state import Playback

#: The most calls to Last.fm for a page of plays.
CALLS_PER_PAGE: Final = 1

#: The verbs of a player's commands.
COMMANDS: Final = ("POST", "PUT", "DELETE")

#: The paths that refuse commands: all of the player's.
COMMAND_PATHS: Final = (*(endpoint.path for endpoint in ENDPOINTS), f"{PLAYER}/{{proxy+}}")

type PlayingObject = Callable[["Playback", Object, float], Object]


class PlayerReaders(NamedTuple):
    """What reads for one request, within the face's time limit."""

    playback: Callable[[Caller], "Playback"]
    history: Callable[[Caller], "HistoryReader"]
    lookup: Callable[[Caller, Deadline], EntityLookup]


class PlayerRoutes:
    """The routes of what is playing, and the composer of plays."""

    def __init__(self, readers: PlayerReaders, clock: Callable[[], float]) -> None:
        self._readers = readers
        self._clock = clock

    def routes(self) -> dict[Endpoint, RouteHandler]:
        """Return the routes that are answered anew with every request."""
        return {
            CURRENTLY_PLAYING: self._playing(currently_playing),
            PLAYBACK: self._playing(playback_state),
            QUEUE: self._queue,
            DEVICES: _devices,
        }

    def recently_played(
        self, request: Request, caller: Caller, query: dict[str, str]
    ) -> tuple[Object, float]:
        """Return a page of plays, and the unix time until which it is fresh; 0 if it is settled.

        Pages of the past are not stored: they cost no call, and are read once.
        """
        from lastfm_gateway.history.plays_reader import read_after, read_before  # noqa: PLC0415 (for plays alone)

        wanted = plays_request(query)
        history = self._readers.history(caller)
        if wanted.start is None:
            plays = read_before(history, wanted.end, wanted.limit)
        else:
            plays = read_after(history, wanted.start, wanted.limit)
        names = [scrobble.names for scrobble in plays.scrobbles]
        tracks = play_objects(names, self._lookup(caller), request.base_url)
        url = f"{request.base_url}{RECENTLY_PLAYED.path}"
        return plays_object(url, wanted, plays, tracks), history.fresh_until

    def _playing(self, compose: PlayingObject) -> RouteHandler:
        """Return the route of an object of the track that is playing: 204 if there is none."""

        def answer(request: Request, caller: Caller) -> Response:
            playback = self._readers.playback(caller)
            if not playback.is_playing:
                return Response(204, headers=NO_STORE)
            track = self._track(playback, request, caller)
            return json_response(200, compose(playback, track, self._clock()))

        return answer

    def _queue(self, request: Request, caller: Caller) -> Response:
        playback = self._readers.playback(caller)
        track = self._track(playback, request, caller) if playback.is_playing else None
        return json_response(200, player_queue(track))

    def _track(self, playback: "Playback", request: Request, caller: Caller) -> Object:
        """Return the track object, with the length that its player reported, if it did."""
        [track] = play_objects([playback.names], self._lookup(caller), request.base_url)
        seconds = playback.duration or 0
        return {**track, "duration_ms": to_ms(seconds) or track["duration_ms"]}

    def _lookup(self, caller: Caller) -> EntityLookup:
        return self._readers.lookup(caller, Deadline.after(LOOKUP_SECONDS))


def refuse_command(_request: Request, _caller: Caller) -> Never:
    """Raise BadRequest (403): Last.fm takes no commands."""
    raise BadRequest("Player command failed: Last.fm takes no commands", status=403)


def _devices(_request: Request, _caller: Caller) -> Response:
    return json_response(200, {"devices": []})
