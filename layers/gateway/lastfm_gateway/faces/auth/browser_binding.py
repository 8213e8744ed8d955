"""Binds a sign-in to the browser that began it: a random state, in a cookie and in the callback.

Last.fm hands a token to whoever opens its link. Without the cookie, somebody could send their own
token to another's browser, which would then be signed in as them (login fixation).
"""

import hmac
import re
import secrets
from typing import Final

from lastfm_gateway.errors import AnotherBrowser
from lastfm_gateway.http.request import Request

#: How long a sign-in may take, in seconds: Last.fm's tokens live as long.
LASTS: Final = 3600

_NAME: Final = "lastfm-gateway-sign-in"
_STATE: Final = re.compile(r"[0-9a-f]{64}")
_ATTRIBUTES: Final = "Path=/; HttpOnly; Secure; SameSite=Lax"


def begin(request: Request, key: str) -> tuple[str, str]:
    """Return a new state, and the Set-Cookie header that binds it to the browser.

    `key` is the gateway's key by which the browser may sign in, or empty.
    """
    state = secrets.token_hex(32)
    value = f"{state}.{key}" if key else state
    return state, f"{_name(request)}={value}; Max-Age={LASTS}; {_ATTRIBUTES}"


def come_back(request: Request) -> str:
    """Return the key with which the browser began what a callback ends; empty without one.

    Raises AnotherBrowser for a sign-in that was begun elsewhere.
    """
    state, _, key = request.cookies.get(_name(request), "").partition(".")
    sent = request.query.get("state", ())
    same = len(sent) == 1 and hmac.compare_digest(sent[0].encode(errors="replace"), state.encode())
    if not same or not _STATE.fullmatch(state):
        raise AnotherBrowser
    return key


def forget(request: Request) -> str:
    """Return the Set-Cookie header that ends a sign-in."""
    return f"{_name(request)}=; Max-Age=0; {_ATTRIBUTES}"


def _name(request: Request) -> str:
    """Return the cookie's name. `__Host-` keeps other hosts of a domain from setting it.

    Browsers take that prefix over https alone, and a local stack speaks plain http.
    """
    return f"__Host-{_NAME}" if request.base_url.startswith("https:") else _NAME
