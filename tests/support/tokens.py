"""Tokens with which a user of the simulated Last.fm signs in."""

import time

from local.simulator import API_KEY, Simulator


def lastfm_token(lastfm: Simulator, *, authorised: bool = True) -> str:
    """Issue a token, as Last.fm does before a sign-in; `authorised`: its user has approved it."""
    user = "rj" if authorised else None
    return lastfm.service.world.tokens.issue(API_KEY, int(time.time()), user)
