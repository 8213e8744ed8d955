"""Who may call a face: nobody needs a key, all do where the deployment says so, or all always."""

import re
from enum import Enum, auto
from typing import Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import Forbidden, SignInOff, Unauthorized
from lastfm_gateway.http.request import Request
from lastfm_gateway.keys.authentication import BearerKey
from lastfm_gateway.keys.token import parse_token
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.token_format import looks_like_token

_BEARER: Final = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)


class Access(Enum):
    """What a face asks of its callers."""

    FREE = auto()
    AS_CONFIGURED = auto()  # a key where AccessMode is `keyed`, as bearer or as api_key
    KEY = auto()  # a key, as bearer
    ADMIN = auto()  # an admin key, as bearer

    @property
    def takes_api_key(self) -> bool:
        """Whether the key may come as `api_key`, which is all that Last.fm's clients can send."""
        return self is Access.AS_CONFIGURED

    def needs_key(self, runtime: Runtime) -> bool:
        """Tell whether a request needs a key in this deployment."""
        return self is not Access.FREE and (
            self is not Access.AS_CONFIGURED or runtime.settings.needs_key
        )


def present_key(request: Request, caller: Caller, access: Access, runtime: Runtime) -> None:
    """Take in the key that a request presents, if it needs one.

    It is checked along with the batched read, by `leave` at the latest; an admin's at once. Raises
    Unauthorized for none, Forbidden for a read key where an admin's is due.
    """
    if not access.needs_key(runtime):
        return
    present(caller, _bearer(request) or (_api_key(request) if access.takes_api_key else ""))
    if access is Access.ADMIN:
        runtime.looker.authenticate(caller)
        if caller.holder.kind != "admin":
            raise Forbidden


def present(caller: Caller, key: str) -> None:
    """Have a caller admitted by a key alone. Raises Unauthorized for what is none."""
    token = parse_token(key)
    if token is None:
        raise Unauthorized
    caller.bearer_key = BearerKey(token)


def offer(request: Request, api_key: str, caller: Caller) -> None:
    """Take in a key that a request presents where none is needed: then it must be good.

    `api_key` is the parameter as the face reads it; a bearer goes before it. Raises Unauthorized.
    """
    if caller.bearer_key is None:
        key = _bearer(request) or api_key
        if looks_like_token(key):
            present(caller, key)


def check_sign_in(request: Request, caller: Caller, runtime: Runtime) -> None:
    """Let a request turn a token or password into a session, if its sender may.

    With `SignIn=keyed` it needs a key, as bearer or `api_key`, which the batched read checks before
    anything is asked. Raises SignInOff or Unauthorized.
    """
    mode = runtime.settings.sign_in
    if mode == "off":
        raise SignInOff
    if mode == "keyed" and caller.bearer_key is None:
        present(caller, key_of(request))


def key_of(request: Request) -> str:
    """Return the key of this gateway's that a request shows, checked or not; empty for none."""
    return _bearer(request) or _api_key(request)


def require_authenticated(caller: Caller, runtime: Runtime) -> None:
    """Check the key of a request that was answered without a look into the table."""
    runtime.looker.authenticate(caller)


def _bearer(request: Request) -> str:
    found = _BEARER.fullmatch(request.headers.get("authorization", ""))
    return found[1] if found and looks_like_token(found[1]) else ""


def _api_key(request: Request) -> str:
    """Return the key in `api_key`, of the query or of a form: all that Last.fm's clients send."""
    sent = list(request.query.get("api_key", ()))
    if not sent and request.verb == "POST":
        sent = list(request.form().get("api_key", ()))
    return sent[0] if len(sent) == 1 and looks_like_token(sent[0]) else ""
