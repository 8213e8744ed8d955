"""Access control: which routes need a bearer key, and where a request may carry it."""

import re
from enum import Enum, auto
from typing import Final

from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.errors import Forbidden, SignInOff, Unauthorized
from lastfm_gateway.http.request import Request
from lastfm_gateway.keys.authentication import BearerKey
from lastfm_gateway.keys.token import BearerToken, parse_share_token, parse_token
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.settings import SignInMode
from lastfm_gateway.token_format import looks_like_token

_BEARER: Final = r"(?i:Bearer) +(\S+) *"


class Access(Enum):
    """Which key a face requires of its callers."""

    FREE = auto()  # none
    AS_CONFIGURED = auto()  # a key if AccessMode is `keyed`, as bearer or as api_key
    KEY = auto()  # a read, write or admin key, as bearer
    ADMIN = auto()  # an admin key, as bearer

    @property
    def takes_api_key(self) -> bool:
        """Whether the key may be the `api_key` parameter. Last.fm's clients send no header."""
        return self is Access.AS_CONFIGURED


class AccessControl:
    """Requires of requests the keys that their faces and this deployment's settings ask for."""

    def __init__(self, reader: BatchedRead, *, needs_key: bool, sign_in: SignInMode) -> None:
        """`needs_key`: whether faces with `AS_CONFIGURED` require a key."""
        self._reader = reader
        self._needs_key = needs_key
        self._sign_in = sign_in

    def require_bearer_key(self, request: Request, caller: Caller, access: Access) -> None:
        """Take the bearer key from a request, if the face requires one.

        An admin key is authenticated at once. Any other is authenticated with the batched read, or
        by `require_authenticated` before the response is sent.

        Raises Unauthorized (401) for no key, Forbidden (403) for a read key where an admin key is
        required.
        """
        if access is Access.FREE or (access is Access.AS_CONFIGURED and not self._needs_key):
            return
        key = _bearer(request) or (_api_key(request) if access.takes_api_key else "")
        accept_bearer_key(caller, key)
        if access is Access.ADMIN:
            self.require_authenticated(caller)
            if caller.holder.kind != "admin":
                raise Forbidden

    def require_authenticated(self, caller: Caller) -> None:
        """Authenticate the caller's bearer key, unless the batched read already has."""
        self._reader.authenticate(caller)

    def authenticate_header(self, request: Request, caller: Caller) -> None:
        """Authenticate the bearer key in the Authorization header, with the caller's log read.

        Only AccessMode decides whether a key is required. A header that is sent must hold a valid
        key, whatever the mode. Raises Unauthorized (401), or GatewayError (503) when the key cannot
        be read.
        """
        if self._needs_key or "authorization" in request.headers:
            accept_bearer_key(caller, _bearer(request))
        self._reader.read((), caller)

    def check_sign_in_is_on(self) -> None:
        """Raise SignInOff (403) if nobody may sign in here."""
        if self._sign_in == "off":
            raise SignInOff

    def check_sign_in(self, request: Request, caller: Caller, key: str | None = None) -> None:
        """Check that a request may exchange a token or password for a session.

        With `SignIn=keyed` the request needs a bearer key, which the batched read authenticates
        before any call to Last.fm: `key`, or for None the one in the request's header or
        `api_key`. Raises SignInOff (403) or Unauthorized (401).
        """
        self.check_sign_in_is_on()
        if self._sign_in == "keyed" and caller.bearer_key is None:
            accept_bearer_key(caller, bearer_key_of(request) if key is None else key)


def accept_bearer_key(caller: Caller, key: str) -> None:
    """Set the caller's bearer key, to be authenticated. Raises Unauthorized if malformed.

    A share token counts as malformed.
    """
    _accept(caller, parse_token(key))


def accept_share_token(caller: Caller, token: str) -> None:
    """Set the share token in a path as the caller's bearer key, to be authenticated.

    Its holder is the user whose listening it shows. For faces of shared pages, with `Access.FREE`:
    every other face refuses share tokens. Raises Unauthorized if malformed.
    """
    _accept(caller, parse_share_token(token))


def _accept(caller: Caller, token: BearerToken | None) -> None:
    if token is None:
        raise Unauthorized
    caller.bearer_key = BearerKey(token)


def accept_optional_key(request: Request, caller: Caller, api_key: str | None = None) -> None:
    """Take a bearer key from a request that needs none. A key that is sent must be valid.

    `api_key`: the parameter as the face read it, None if the face does not read it. The
    Authorization header takes precedence. Raises Unauthorized (401).
    """
    if caller.bearer_key is None:
        key = _bearer(request) or (_api_key(request) if api_key is None else api_key)
        if looks_like_token(key):
            accept_bearer_key(caller, key)


def bearer_key_of(request: Request) -> str:
    """Return the bearer key that a request carries, unauthenticated; "" for none."""
    return _bearer(request) or _api_key(request)


def _bearer(request: Request) -> str:
    found = re.fullmatch(_BEARER, request.headers.get("authorization", ""))
    return found[1] if found and looks_like_token(found[1]) else ""


def _api_key(request: Request) -> str:
    """Return the bearer key in the `api_key` parameter, of the query or of a POST's form."""
    values = list(request.query.get("api_key", ()))
    if not values and request.verb == "POST":
        values = list(request.form().get("api_key", ()))
    key = values[0].strip() if len(values) == 1 else ""
    return key if looks_like_token(key) else ""
