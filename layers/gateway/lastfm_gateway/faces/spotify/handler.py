"""Lambda handler for Spotify's clients: profile, top items and player of the key's holder."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.spotify.blocks import BlockReader
from lastfm_gateway.faces.spotify.endpoints import (
    ARTIST_BY_ID,
    ME,
    NOWHERE,
    PREFIXES,
    TOP,
    TRACK_BY_ID,
)
from lastfm_gateway.faces.spotify.errors import error_response
from lastfm_gateway.faces.spotify.player import (
    CALLS_PER_PAGE,
    COMMAND_PATHS,
    COMMANDS,
    PlayerReaders,
    PlayerRoutes,
    refuse_command,
)
from lastfm_gateway.faces.spotify.player_endpoints import RECENTLY_PLAYED
from lastfm_gateway.faces.spotify.token import PATH as TOKEN_PATH
from lastfm_gateway.faces.spotify.token import TokenEndpoint, oauth_error_response
from lastfm_gateway.faces.spotify.top_items import Composer, TopItems
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import Handler, Routes
from lastfm_gateway.http.v1 import routes_v1
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader
    from lastfm_gateway.methods.endpoint import Endpoint
    from lastfm_gateway.playback.state import Playback

#: The time limit of a request's calls, in seconds: clients time out after 5, cold start included.
REQUEST_SECONDS: Final = 3.5


def top_items_handler() -> Handler:
    """Return the Lambda handler of the top items face."""
    return open_top_items(Runtime.from_environment())


def open_top_items(runtime: Runtime) -> Handler:
    """Return the Lambda handler over a runtime. The token endpoint has its own errors."""
    handlers = runtime.handlers
    items_handler = handlers.make(_routes(runtime), error_response, access=Access.KEY)
    tokens = TokenEndpoint(runtime.reader, runtime.limiter)
    token_handler = handlers.make(
        {TOKEN_PATH: {"POST": tokens.refresh}}, oauth_error_response, access=Access.FREE
    )

    def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        chosen = token_handler if event["resource"] == TOKEN_PATH else items_handler
        return chosen(event, context)

    return handler


def _routes(runtime: Runtime) -> Routes:
    top_items = TopItems(
        runtime.composed,
        lambda caller: _block_reader(runtime, caller),
        runtime.entity_lookup,
        runtime.clock,
    )
    readers = PlayerReaders(
        lambda caller: _playback(runtime, caller),
        lambda caller: _history_reader(runtime, caller),
        runtime.entity_lookup,
    )
    player = PlayerRoutes(readers, runtime.clock)
    composers: dict[Endpoint, Composer] = {
        ME: top_items.me,
        TOP: top_items.top,
        TRACK_BY_ID: top_items.track,
        ARTIST_BY_ID: top_items.artist,
        RECENTLY_PLAYED: player.recently_played,
    }
    composed = {
        endpoint: top_items.route(endpoint, compose) for endpoint, compose in composers.items()
    }
    nowhere = [*NOWHERE, *(prefix + "/{proxy+}" for prefix in PREFIXES)]
    routes = routes_v1({**composed, **player.routes()}, nowhere)
    commands = dict.fromkeys(COMMANDS, refuse_command)
    return {**routes, **{path: {**routes[path], **commands} for path in COMMAND_PATHS}}


def _playback(runtime: Runtime, caller: Caller) -> "Playback":
    return runtime.playback(caller).read(Deadline.after(REQUEST_SECONDS))


def _history_reader(runtime: Runtime, caller: Caller) -> "HistoryReader":
    """Return the history reader of one request."""
    return runtime.history_reader(caller, calls=CALLS_PER_PAGE, seconds=REQUEST_SECONDS)


def _block_reader(runtime: Runtime, caller: Caller) -> BlockReader:
    """Return the reader of one request."""
    return BlockReader(
        cache=runtime.cache,
        store=runtime.store,
        planner=runtime.planner,
        clock=runtime.clock,
        caller=caller,
        deadline=Deadline.after(REQUEST_SECONDS),
    )
