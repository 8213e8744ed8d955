"""Lambda handler of the ListenBrainz face: all of `/1`, whatever the spelling of the path."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError, NoSuchRoute, VerbNotAllowed, table_failed
from lastfm_gateway.faces.listenbrainz import endpoints
from lastfm_gateway.faces.listenbrainz.errors import NoSuchUser, error_response
from lastfm_gateway.faces.listenbrainz.feedback import Feedback
from lastfm_gateway.faces.listenbrainz.own_listens import MAX_CALLS
from lastfm_gateway.faces.listenbrainz.paths import PREFIX, canonical_path
from lastfm_gateway.faces.listenbrainz.playing import NowPlaying
from lastfm_gateway.faces.listenbrainz.reading import CachedReads
from lastfm_gateway.faces.listenbrainz.reads import ReadRoutes, ValidateRoute
from lastfm_gateway.faces.listenbrainz.recording_store import RecordingStore
from lastfm_gateway.faces.listenbrainz.tokens import accept_token, header_token
from lastfm_gateway.faces.listenbrainz.writes import SIGN_IN, WriteRoutes
from lastfm_gateway.faces.listenbrainz.writing import HolderSessions
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.guarded_routes import GuardedRoutes
from lastfm_gateway.http.handler import Handler, RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.http.v1 import VERBS, json_response
from lastfm_gateway.keys.refused_sessions import RefusedSessions
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader

#: Every path of the face, as API Gateway names them.
PATHS: Final = (PREFIX, PREFIX + "/{proxy+}")

_USER: Final = r".*/user/([^/]+)/[^/]+"


def listenbrainz_handler() -> Handler:
    """Return the Lambda handler of the ListenBrainz face."""
    return open_listenbrainz(Runtime.from_environment())


def open_listenbrainz(runtime: Runtime) -> Handler:
    """Return the Lambda handler over a runtime."""
    face = _Face(_actions(runtime))
    routes = {path: dict.fromkeys(VERBS, face.answer) for path in PATHS}
    return runtime.handlers.make(routes, error_response, access=Access.FREE)


def _actions(runtime: Runtime) -> Mapping[Endpoint, RouteHandler]:
    """Return the handler of each endpoint."""
    refused = RefusedSessions(runtime.table, runtime.clock)
    recordings = RecordingStore(runtime.table, runtime.clock)
    reads = CachedReads(runtime.cache, runtime.planner)
    feedback = Feedback(reads, runtime.cache.fetch, recordings)

    def new_history(caller: Caller) -> "HistoryReader":
        return runtime.history_reader(caller, calls=MAX_CALLS)

    writing = WriteRoutes(
        sessions=HolderSessions(
            lambda: runtime.cipher, runtime.sessions, refused, runtime.telemetry
        ),
        delivery=lambda: runtime.scrobbles,
        playing=NowPlaying(runtime.cache.fetch, runtime.clock),
        feedback=feedback,
        recordings=recordings,
        new_history=new_history,
        telemetry=runtime.telemetry,
        clock=runtime.clock,
    )
    reading = ReadRoutes(reads, feedback, new_history, runtime.playback)
    guard = GuardedRoutes(runtime.access, runtime.telemetry, _table_failed)
    keyed: dict[Endpoint, RouteHandler] = {
        endpoints.SUBMIT_LISTENS: writing.submit,
        endpoints.FEEDBACK: writing.set_feedback,
        endpoints.LISTENS: _own(reading.listens),
        endpoints.PLAYING_NOW: _own(reading.playing_now),
        endpoints.LISTEN_COUNT: _own(reading.listen_count),
        endpoints.GET_FEEDBACK: _own(reading.loved),
        endpoints.STOP_PLAYING: _answer_ok,
        endpoints.LATEST_IMPORT: _latest_import,
        endpoints.SET_LATEST_IMPORT: _answer_ok,
        endpoints.SEARCH_USERS: _no_users,
    }
    return {
        endpoints.VALIDATE_TOKEN: ValidateRoute(runtime.reader, refused).validate,
        **{endpoint: _with_token(guard.guarded(action)) for endpoint, action in keyed.items()},
    }


class _Face:
    """Finds the endpoint that a path means."""

    def __init__(self, actions: Mapping[Endpoint, RouteHandler]) -> None:
        self._actions = actions

    def answer(self, request: Request, caller: Caller) -> Response:
        """Answer a request. Raises NoSuchRoute (404) or VerbNotAllowed (405)."""
        path = canonical_path(request.path, request.verb)
        if path == PREFIX and request.verb == "GET":
            return _how_to_connect(request)
        found = {
            endpoint.verb: action
            for endpoint, action in self._actions.items()
            if endpoint.serves(path)
        }
        if not found:
            raise NoSuchRoute(path)
        if request.verb not in found:
            raise VerbNotAllowed(request.verb, ", ".join((*found, "OPTIONS")))
        return found[request.verb](request, caller)


def _with_token(action: RouteHandler) -> RouteHandler:
    """Return a route that requires a token in the Authorization header."""

    def answer(request: Request, caller: Caller) -> Response:
        accept_token(caller, header_token(request))
        return action(request, caller)

    return answer


def _own(action: RouteHandler) -> RouteHandler:
    """Return a route about the key's own user. Any other user is unknown here."""

    def answer(request: Request, caller: Caller) -> Response:
        found = re.fullmatch(_USER, canonical_path(request.path, request.verb))
        user = found[1] if found else ""
        if user.lower() != caller.holder.user.lower():
            raise NoSuchUser(user)
        return action(request, caller)

    return answer


def _how_to_connect(request: Request) -> Response:
    base = request.base_url
    return json_response(
        200,
        {
            "status": "ok",
            "message": (
                f"Enter {base} as the ListenBrainz URL of your player, or {base}/1/submit-listens "
                f"if it wants the whole URL, and a write key of {base}{SIGN_IN} as the token."
            ),
        },
    )


def _answer_ok(_request: Request, _caller: Caller) -> Response:
    return json_response(200, {"status": "ok"})


def _latest_import(_request: Request, caller: Caller) -> Response:
    return json_response(200, {"musicbrainz_id": caller.holder.user, "latest_import": 0})


def _no_users(_request: Request, _caller: Caller) -> Response:
    return json_response(200, {"users": []})


def _table_failed() -> GatewayError:
    return table_failed("The request cannot be served")
