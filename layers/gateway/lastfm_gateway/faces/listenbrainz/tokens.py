"""The token of a request: a key of this gateway, or the UUID of a write key."""

import re
from typing import Final

from lastfm_gateway.errors import Unauthorized
from lastfm_gateway.http.request import Request
from lastfm_gateway.keys.authentication import BearerKey
from lastfm_gateway.keys.token import parse_listenbrainz_token
from lastfm_gateway.limits.rate_limiter import Caller

#: `Token` is ListenBrainz's scheme. Some clients write it in lower case.
_AUTHORIZATION: Final = r"\s*(?i:Token|Bearer)\s+(\S+)\s*"


def header_token(request: Request) -> str:
    """Return the token in the Authorization header; "" for none."""
    found = re.fullmatch(_AUTHORIZATION, request.headers.get("authorization", ""))
    return found[1] if found else ""


def query_token(request: Request) -> str:
    """Return the token in the query, where clients send it to be validated; "" for none."""
    return request.query.get("token", ("",))[-1].strip()


def accept_token(caller: Caller, text: str) -> None:
    """Set the caller's bearer key, to be authenticated. Raises Unauthorized if malformed."""
    token = parse_listenbrainz_token(text)
    if token is None:
        raise Unauthorized
    caller.bearer_key = BearerKey(token)
