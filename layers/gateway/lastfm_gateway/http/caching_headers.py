"""HTTP caching headers: Cache-Control, Age, ETag (RFC 9111) and Cache-Status (RFC 9211).

Caches that ignore `Age` would keep a stored answer for its whole freshness once more. So nginx is
told what is left in a header of its own, and CloudFront in `max-age` (decision 57).
"""

import re
from collections.abc import Mapping
from copy import replace
from typing import Final

from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.entry import Entry, etag, matches
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response

#: How long nginx keeps a response, in seconds. It does not pass this header on.
_NGINX: Final = "X-Accel-Expires"


def cached_response(answer: Answer, now: float) -> Response:
    """Turn an answer of the response cache into a response with caching headers."""
    headers = {"Content-Type": answer.content_type or JSON, "X-Cache": answer.use}
    if answer.delivery:
        headers["X-Scrobble"] = answer.delivery
    if answer.entry is None:
        headers |= NO_STORE | {"Cache-Status": "lastfm-gateway; fwd=bypass"}
    else:
        headers |= _validity(answer.entry, now) | {"Cache-Status": _cache_status(answer, now)}
    return Response(answer.status, answer.body.decode(), headers)


def call_response(call: CachedCall, answer: Answer, now: float) -> Response:
    """Turn the answer to a call into a response. Only its caller may keep one to an own key."""
    response = cached_response(answer, now)
    return response if call.api_key is None else make_private(response)


def conditional_response(request: Request, body: str, headers: Mapping[str, str]) -> Response:
    """Return a response with its ETag: 304 if the caller has the body, none for HEAD."""
    tag = etag(body.encode())
    tagged = {**headers, "ETag": tag}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(304, "", tagged)
    return Response(200, "" if request.verb == "HEAD" else body, tagged)


def make_private(response: Response) -> Response:
    """Forbid shared caches to store a response to a caller with a key."""
    headers = dict(response.headers)
    headers.pop(_NGINX, None)  # nginx prefers it to Cache-Control
    private = headers.get("Cache-Control", "no-store").replace("public", "private")
    private = re.sub(r", s-maxage=\d+", "", private)
    return replace(response, headers={**headers, "Cache-Control": private})


def make_ageless(response: Response) -> Response:
    """Return a response without `Age`, whose `max-age` is what is left of its freshness."""
    headers = dict(response.headers)
    headers.pop(_NGINX, None)
    age = int(headers.pop("Age", "0"))

    def left(found: re.Match[str]) -> str:
        fresh, stale = int(found[1]) - age, int(found[2])
        return f"max-age={max(0, fresh)}, stale-if-error={max(0, stale + min(0, fresh))}"

    control = headers.get("Cache-Control", "no-store")
    headers["Cache-Control"] = re.sub(r"max-age=(\d+), stale-if-error=(\d+)", left, control)
    return replace(response, headers=headers)


def _validity(entry: Entry, now: float) -> dict[str, str]:
    """Return how long an answer may be kept: fresh, and while the gateway fails."""
    age = max(0, int(now) - entry.stored_at)  # another machine's clock may be fast
    fresh = entry.fresh_until - entry.stored_at
    stale = entry.stale_until - entry.fresh_until
    return {
        "Cache-Control": f"public, max-age={fresh}, stale-if-error={stale}",
        "Age": str(age),
        _NGINX: str(max(0, fresh - age)),
        "ETag": entry.etag,
    }


def _cache_status(answer: Answer, now: float) -> str:
    entry = answer.entry
    if answer.use == "MISS" or entry is None:
        return "lastfm-gateway; fwd=miss" + ("; stored" if answer.stored else "")
    ttl = entry.fresh_until - int(now)
    return f"lastfm-gateway; hit; ttl={ttl}"
