"""Binds a sign-in to one browser: a random state in a cookie and in the callback URL.

The cookie also holds the key and the scope that the sign-in was started with.

Without the cookie, an attacker could send a callback link with their own token to another browser,
which would then be signed in as the attacker (login fixation).
"""

import hmac
import re
import secrets
from typing import Final, NamedTuple

from lastfm_gateway.errors import WrongBrowser
from lastfm_gateway.http.request import Request
from lastfm_gateway.methods.auth import Scope

#: How long a sign-in may take, in seconds. Last.fm's tokens live as long.
LASTS: Final = 3600

_NAME: Final = "lastfm-gateway-sign-in"
_STATE: Final = re.compile(r"[0-9a-f]{64}")
_ATTRIBUTES: Final = "Path=/; HttpOnly; Secure; SameSite=Lax"


class SignInStart(NamedTuple):
    """What a sign-in was started with: a key of this gateway, "" for none, and a scope."""

    key: str
    scope: Scope


def begin(request: Request, start: SignInStart) -> tuple[str, str]:
    """Return a new state and the Set-Cookie header that binds it to the browser."""
    state = secrets.token_hex(32)
    value = f"{state}.{start.key}.{start.scope}"
    return state, f"{_name(request)}={value}; Max-Age={LASTS}; {_ATTRIBUTES}"


def finish(request: Request) -> SignInStart:
    """Check the state of a callback. Return what the sign-in was started with.

    Raises WrongBrowser if another browser started the sign-in.
    """
    state, _, rest = request.cookies.get(_name(request), "").partition(".")
    key, _, scope = rest.partition(".")
    sent = request.query.get("state", ())
    same = len(sent) == 1 and hmac.compare_digest(sent[0].encode(errors="replace"), state.encode())
    if not same or not _STATE.fullmatch(state):
        raise WrongBrowser
    return SignInStart(key, "write" if scope == "write" else "read")


def clear_cookie(request: Request) -> str:
    """Return the Set-Cookie header that deletes the cookie."""
    return f"{_name(request)}=; Max-Age=0; {_ATTRIBUTES}"


def _name(request: Request) -> str:
    """Return the cookie's name. `__Host-` keeps other hosts of the domain from setting it.

    Browsers accept that prefix over https only, and a local stack uses http.
    """
    return f"__Host-{_NAME}" if request.base_url.startswith("https:") else _NAME
