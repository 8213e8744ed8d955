"""Errors in ListenBrainz's shape: `{"code": 400, "error": "…"}`, the code being the status.

What clients do with each status (docs/listenbrainz.md) decides what they are sent: a listen that
was answered with 400, 401 or 429 is lost with some of them. So whatever may succeed later is 503.
"""

from http import HTTPStatus
from typing import Final

from lastfm_gateway.errors import (
    UPSTREAM_RETRY_AFTER,
    BadRequest,
    GatewayError,
    Unauthorized,
    UpstreamError,
)
from lastfm_gateway.http.handler import error_headers
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, Response
from lastfm_gateway.lastfm.response_mapper import to_json

#: Last.fm's error code for sessions that the user has revoked.
INVALID_SESSION: Final = 9

#: Statuses that are kept. All others are faults, which may pass: 503.
_KEPT: Final = frozenset({400, 401, 403, 404, 405, 413, 500})

_NEEDS_KEY: Final = "A valid key of this gateway is required, as Authorization: Token <key>"


class NoSuchUser(BadRequest):
    """The user is not the key's own. The message is ListenBrainz's."""

    def __init__(self, user: str) -> None:
        super().__init__(f"Cannot find user: {user}", status=HTTPStatus.NOT_FOUND)


class CannotScrobble(GatewayError):
    """The key has no session that may write. The message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code=INVALID_SESSION, status=HTTPStatus.UNAUTHORIZED)


def error_response(_request: Request, error: GatewayError) -> Response:
    """Return an error as a response in ListenBrainz's shape."""
    status = _status(error)
    headers = {"Content-Type": JSON, **error_headers(error)}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.setdefault("Retry-After", str(UPSTREAM_RETRY_AFTER))
    body = to_json({"code": status, "error": _text(error)})
    return Response(status, body.decode(), headers)


def _status(error: GatewayError) -> int:
    """Return 503 for all that may pass: limits, faults, and errors of the deployment's key."""
    if isinstance(error, UpstreamError) and error.status != HTTPStatus.NOT_FOUND:
        return HTTPStatus.SERVICE_UNAVAILABLE
    return error.status if error.status in _KEPT else HTTPStatus.SERVICE_UNAVAILABLE


def _text(error: GatewayError) -> str:
    if isinstance(error, Unauthorized):
        return _NEEDS_KEY
    if isinstance(error, BadRequest):
        return error.message.removeprefix("Invalid parameters - ").removeprefix("Invalid Method - ")
    return error.message
