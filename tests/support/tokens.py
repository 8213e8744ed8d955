"""Tokens with which a user of the simulated Last.fm signs in."""

import time
from hashlib import md5

from local.simulator import API_KEY, Simulator


def lastfm_token(lastfm: Simulator, *, authorised: bool = True) -> str:
    """Issue a token, as Last.fm does before a sign-in; `authorised`: its user has approved it."""
    user = "rj" if authorised else None
    return lastfm.service.world.tokens.issue(API_KEY, int(time.time()), user)


def auth_token(user: str, password: str) -> str:
    """Return the `authToken` of auth.getMobileSession: md5(user + md5(password))."""
    return _md5(user + _md5(password))


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
