"""Errors in Spotify's shape: `{"error": {"status", "message"}}`, with what its clients do by them.

Clients sleep for Retry-After, several times, and read it as a whole number. Other statuses mean to
them what they mean at Spotify; so whatever is wrong at Last.fm is 502 or 503.
"""

import json
from typing import Final

from lastfm_gateway.errors import GatewayError, Unauthorized, UpstreamError, UpstreamFault
from lastfm_gateway.http.handler import error_headers
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, Response
from lastfm_gateway.http.v1 import error_text

#: The longest that clients are told to wait before they come again, in seconds. The true time may
#: be longer; then they are told so again.
LONGEST_WAIT: Final = 5

_CHALLENGE: Final = 'Bearer realm="spotify", error="invalid_token"'
_WAITS: Final = (429, 502, 503)


def tell(_request: Request, error: GatewayError) -> Response:
    """Return an error as Spotify's clients read it."""
    status = _status(error)
    headers = {"Content-Type": JSON, **error_headers(error)}
    if status in _WAITS:
        headers["Retry-After"] = str(min(error.retry_after or 1, LONGEST_WAIT))
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = _CHALLENGE
    # Spaced: Home Assistant's client finds a 404 by the text `"status": 404`.
    body = json.dumps({"error": {"status": status, "message": error_text(error)}})
    return Response(status, body, headers)


def _status(error: GatewayError) -> int:
    """Return 503 for what passes by itself at Last.fm, 502 for all else that is wrong there."""
    if not isinstance(error, UpstreamError | UpstreamFault):
        return error.status
    return 503 if error.status in (429, 503, 504) else 502
