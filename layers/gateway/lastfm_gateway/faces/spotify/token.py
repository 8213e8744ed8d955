"""Token endpoint of Spotify's accounts service (OAuth 2.0, RFC 6749), for clients that refresh.

The refresh token is a key of this gateway, and so is the access token: the same key. Any client id
and secret is accepted, because the key alone authenticates. No call to Last.fm is made. A refresh
costs one batched read of the database.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from pydantic import Field

from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.errors import BadRequest, GatewayError, Unauthorized
from lastfm_gateway.http.access import accept_bearer_key
from lastfm_gateway.http.handler import error_headers
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response
from lastfm_gateway.http.v1 import error_text
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.methods.parameters import Parameters, Secret

PATH: Final = "/api/token"

#: How long clients use an access token before they refresh it, in seconds.
EXPIRES_IN: Final = 3600

#: The scopes of the endpoints that exist here.
SCOPE: Final = (
    "user-read-currently-playing user-read-playback-state user-read-private "
    "user-read-recently-played user-top-read"
)

_PRAGMA: Final = {"Pragma": "no-cache"}  # RFC 6749, 5.1


class RefreshParameters(Parameters):
    """The form of a refresh. Other fields, such as client_id, are ignored."""

    grant_type: Literal["refresh_token"] = Field(
        description="Other grant types are unsupported", examples=["refresh_token"]
    )
    refresh_token: Secret = Field(description="A key of this gateway")


class UnsupportedGrant(BadRequest):
    """The grant type is not `refresh_token`."""

    def __init__(self) -> None:
        super().__init__("grant_type must be refresh_token")


class TokenEndpoint:
    """Exchanges a key for itself."""

    def __init__(self, reader: BatchedRead, limiter: RateLimiter) -> None:
        self._reader = reader
        self._limiter = limiter

    def refresh(self, request: Request, caller: Caller) -> Response:
        """Return an access token. Raises GatewayError.

        Refusals count against the caller's rate limit, so that nobody can try keys without end.
        """
        key = _refresh_token(request)
        try:
            accept_bearer_key(caller, key)
            # Consistent: a new key that a replica lacks would be refused for good.
            self._reader.read((), caller, consistent=True)
            self._reader.authenticate(caller)
        except Unauthorized:
            self._limiter.quota(caller)  # reads the call log
            self._limiter.spend(caller)
            raise
        body = to_json(
            {
                "access_token": key,
                "token_type": "Bearer",
                "expires_in": EXPIRES_IN,
                "scope": SCOPE,
            }
        )
        return Response(200, body.decode(), {"Content-Type": JSON, **NO_STORE, **_PRAGMA})


def oauth_error_response(_request: Request, error: GatewayError) -> Response:
    """Return an error in OAuth's flat shape: `{"error", "error_description"}`.

    Clients forget a token for `invalid_grant`, so that a passing fault is never one.
    """
    code, status = _code(error)
    headers = {"Content-Type": JSON, **error_headers(error), **_PRAGMA}
    headers.pop("WWW-Authenticate", None)
    body = to_json({"error": code, "error_description": _description(error)})
    return Response(status, body.decode(), headers)


def _refresh_token(request: Request) -> str:
    """Return the key in the body. Raises BadRequest."""
    form = request.form()
    if _field(form, "grant_type") != "refresh_token":
        raise UnsupportedGrant
    return _field(form, "refresh_token")


def _field(form: Mapping[str, Sequence[str]], name: str) -> str:
    values = [value.strip() for value in form.get(name, ())]
    if len(values) > 1:
        raise BadRequest(f"{name} is given more than once")
    if not any(values):
        raise BadRequest(f"{name} is required in a form-encoded body")
    return values[0]


def _code(error: GatewayError) -> tuple[str, int]:
    """Return OAuth's code and the HTTP status of an error."""
    if isinstance(error, Unauthorized):
        return "invalid_grant", 400
    if isinstance(error, UnsupportedGrant):
        return "unsupported_grant_type", 400
    if isinstance(error, BadRequest):
        return "invalid_request", error.status
    return ("temporarily_unavailable" if error.is_transient else "server_error"), error.status


def _description(error: GatewayError) -> str:
    if isinstance(error, Unauthorized):
        return "Invalid refresh token"
    return error_text(error)
