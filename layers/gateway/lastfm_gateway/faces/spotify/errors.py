"""Errors in Spotify's shape: `{"error": {"status", "message"}}`.

Spotify's clients sleep for Retry-After seconds, a whole number, and retry several times. They give
other statuses Spotify's meaning, so every fault of Last.fm becomes 502 or 503.
"""

import json
from typing import Final

from lastfm_gateway.errors import GatewayError, Unauthorized, UpstreamError, UpstreamFault
from lastfm_gateway.http.handler import error_headers
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, Response
from lastfm_gateway.http.v1 import error_text

#: The largest Retry-After, in seconds. If the actual wait is longer, the retry gets the same error.
LONGEST_WAIT: Final = 5

_CHALLENGE: Final = 'Bearer realm="spotify", error="invalid_token"'
_RETRYABLE: Final = (429, 502, 503)


def error_response(_request: Request, error: GatewayError) -> Response:
    """Return an error as a response in Spotify's shape."""
    status = _status(error)
    headers = {"Content-Type": JSON, **error_headers(error)}
    if status in _RETRYABLE:
        headers["Retry-After"] = str(min(error.retry_after or 1, LONGEST_WAIT))
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = _CHALLENGE
    # With spaces: Home Assistant's client searches the body for `"status": 404`.
    body = json.dumps({"error": {"status": status, "message": error_text(error)}})
    return Response(status, body, headers)


def _status(error: GatewayError) -> int:
    """Return 503 for transient errors of Last.fm, 502 for its other errors."""
    if not isinstance(error, UpstreamError | UpstreamFault):
        return error.status
    return 503 if error.status in (429, 503, 504) else 502
