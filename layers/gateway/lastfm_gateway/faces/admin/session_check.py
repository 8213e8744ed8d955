"""Checks the session keys that admins make write keys with."""

import json
from http import HTTPStatus

from lastfm_gateway.cache.call import CachedCall, Fetch
from lastfm_gateway.cache.invalidation import GET_OWNER
from lastfm_gateway.errors import INVALID_SESSION, BadRequest, UpstreamError
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.limits.rate_limiter import Caller


def check_session(session_key: str, user: str, fetch: Fetch, caller: Caller) -> str:
    """Return the name of a session's user, as Last.fm spells it. Costs one call.

    Raises BadRequest if Last.fm refuses the session with the deployment's keys, or if it is another
    user's. Raises GatewayError when the call fails.
    """
    call = CachedCall(method=GET_OWNER, parameters={"sk": session_key}, caller=caller)
    try:
        answer = fetch(call, Deadline.after(CALL_SECONDS))
    except UpstreamError as error:
        if error.code != INVALID_SESSION:
            raise
        raise _refused("is not valid with this gateway's Last.fm key") from None
    if answer.status != HTTPStatus.OK:
        raise _refused("has no user")
    owner = str(json.loads(answer.body)["user"]["name"])
    if owner.lower() != user.lower():
        raise _refused("is another user's")
    return owner


def _refused(why: str) -> BadRequest:
    return BadRequest(f"Invalid parameters - session_key {why}")
