"""Lambda handler of the now playing face."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from lastfm_gateway.cache.entry import etag, matches
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.faces.nowplaying.endpoints import (
    NOW_PLAYING,
    SHARE_PREFIX,
    SHARED_NOW_PLAYING,
    SHARED_RECENT,
    NowPlayingFormat,
    RecentRows,
)
from lastfm_gateway.faces.nowplaying.flat import badge, flat, unavailable
from lastfm_gateway.faces.nowplaying.recent import recent
from lastfm_gateway.history.newest_page import FRESH_FOR, NewestPage, latest_scrobbles
from lastfm_gateway.http.access import Access, AccessControl, accept_share_token
from lastfm_gateway.http.handler import Handler, error_headers
from lastfm_gateway.http.request import Request, last_values
from lastfm_gateway.http.response import JSON, Response
from lastfm_gateway.http.v1 import error_text, routes_v1, v1_error_response
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.caller_key import share_caller_key
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.playback.notes import Notes
from lastfm_gateway.playback.reader import PlaybackReader
from lastfm_gateway.playback.state import AFTER_SILENCE, Playback

_TEXT: Final = "text/plain; charset=utf-8"

#: How long a client may reuse an answer, in seconds.
_MAX_AGE: Final = 10

#: Errors of Last.fm's, which are 503 here: readers know no more than that it is unavailable.
_UPSTREAM: Final = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)

#: Errors that a badge shows. shields.io shows no badge that has another status than 200.
_SHOWN: Final = (
    *(HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR),
    HTTPStatus.SERVICE_UNAVAILABLE,
)


def now_playing_handler() -> Handler:
    """Return the Lambda handler of the now playing face."""
    runtime = Runtime.from_environment()
    secret = runtime.settings.address_key
    face = NowPlayingFace(runtime.access, runtime.playback, secret)
    shared_recent = SharedRecent(runtime.access, runtime.newest_page, runtime.notes, secret)
    routes = {
        NOW_PLAYING: face.own,
        SHARED_NOW_PLAYING: face.shared,
        SHARED_RECENT: shared_recent.answer,
    }
    return runtime.handlers.make(
        routes_v1(routes, [SHARE_PREFIX + "/{proxy+}"]), _respond_to_error, access=Access.FREE
    )


class NowPlayingFace:
    """The route handlers: what the holder of a key plays, and the user of a share token."""

    def __init__(
        self,
        access: AccessControl,
        new_reader: Callable[[Caller], PlaybackReader],
        secret: str,
    ) -> None:
        """`secret`: keys the hashes that stand for users in call logs."""
        self._access = access
        self._new_reader = new_reader
        self._secret = secret

    def own(self, request: Request, caller: Caller) -> Response:
        """Show what the holder of the bearer key plays."""
        self._access.require_bearer_key(request, caller, Access.KEY)
        return self._answer(request, caller)

    def shared(self, request: Request, caller: Caller) -> Response:
        """Show what the user of a share token plays."""
        accept_share(self._access, request, caller, self._secret)
        return self._answer(request, caller)

    def _answer(self, request: Request, caller: Caller) -> Response:
        form = validate(NowPlayingFormat, request.query)["format"]
        state = self._new_reader(caller).read(Deadline.after(CALL_SECONDS))
        content = flat(state, caller.holder.user)
        tag = etag(to_json({**content, "updated_at": None, "format": form}))
        headers = {**_validity(state), "ETag": tag}
        if matches(request.headers.get("if-none-match", ""), tag):
            return Response(HTTPStatus.NOT_MODIFIED, headers=headers)
        return _rendered(HTTPStatus.OK, content, form, headers)


class SharedRecent:
    """The route handler of the latest scrobbles of a share token's user.

    It costs the newest page, which all requests about a user share for 30 seconds, and one read of
    the own listens.
    """

    def __init__(
        self,
        access: AccessControl,
        new_page: Callable[[Caller], NewestPage],
        notes: Notes,
        secret: str,
    ) -> None:
        """`secret`: keys the hashes that stand for users in call logs."""
        self._access = access
        self._new_page = new_page
        self._notes = notes
        self._secret = secret

    def answer(self, request: Request, caller: Caller) -> Response:
        """Show what the user of a share token played last."""
        accept_share(self._access, request, caller, self._secret)
        limit = int(validate(RecentRows, request.query)["limit"])
        found, entry = self._new_page(caller).fetch(Deadline.after(CALL_SECONDS))
        user = caller.holder.user
        own = self._notes.listens(user)
        content = recent(user, latest_scrobbles(found, entry), own, entry.fence, limit)
        tag = etag(to_json(content))
        headers = {
            "Cache-Control": f"private, max-age={_MAX_AGE}",
            "X-Cache": found.use,
            "X-Poll-After": str(FRESH_FOR),
            "ETag": tag,
        }
        if matches(request.headers.get("if-none-match", ""), tag):
            return Response(HTTPStatus.NOT_MODIFIED, headers=headers)
        body = to_json(content).decode()
        return Response(HTTPStatus.OK, body, {"Content-Type": JSON, **headers})


def accept_share(access: AccessControl, request: Request, caller: Caller, secret: str) -> None:
    """Authenticate the share token in a path. Raises Unauthorized (401).

    Calls to Last.fm count against the user's share tokens, not against the host that asks.
    """
    accept_share_token(caller, request.variables["token"])
    access.require_authenticated(caller)
    caller.key = share_caller_key(caller.holder.user, secret)


def _validity(state: Playback) -> dict[str, str]:
    return {
        "Cache-Control": f"private, max-age={_MAX_AGE}",
        "X-Cache": state.use,
        "X-Poll-After": str(state.poll_after),
    }


def _rendered(status: int, content: dict[str, Any], form: str, headers: dict[str, str]) -> Response:
    """Return a response in the form that was asked for."""
    if form == "text":
        return Response(status, content["text"], {"Content-Type": _TEXT, **headers})
    if form == "shields":
        status = HTTPStatus.OK if status in _SHOWN else status
        content = badge(content)
    return Response(status, to_json(content).decode(), {"Content-Type": JSON, **headers})


def _respond_to_error(request: Request, error: GatewayError) -> Response:
    """Return an error with every key of the flat object, or as a badge; of the rows, as of /v1."""
    if request.route == SHARED_RECENT.path:
        return v1_error_response(request, error)
    status = HTTPStatus.SERVICE_UNAVAILABLE if error.status in _UPSTREAM else error.status
    form = "shields" if last_values(request.query).get("format") == "shields" else "json"
    headers = {**error_headers(error), "X-Poll-After": str(AFTER_SILENCE)}
    return _rendered(status, unavailable(error_text(error)), form, headers)
