"""HTTP caching headers: Cache-Control, ETag (RFC 9111) and Cache-Status (RFC 9211).

`max-age` is what is left of an answer's freshness, and there is no `Age`: nginx and others ignore
it, and would keep a stored answer for its whole freshness once more (decision 57).
"""

from collections.abc import Mapping
from copy import replace

from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.entry import Entry, etag, matches
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response


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
    cache_control = response.headers.get("Cache-Control", "no-store").replace("public", "private")
    return replace(response, headers={**response.headers, "Cache-Control": cache_control})


def _validity(entry: Entry, now: float) -> dict[str, str]:
    """Return how long an answer may be kept: fresh, and while the gateway fails."""
    moment = max(int(now), entry.stored_at)  # another machine's clock may be fast
    fresh = max(0, entry.fresh_until - moment)
    stale = max(0, entry.stale_until - max(moment, entry.fresh_until))
    return {
        "Cache-Control": f"public, max-age={fresh}, stale-if-error={stale}",
        "ETag": entry.etag,
    }


def _cache_status(answer: Answer, now: float) -> str:
    entry = answer.entry
    if answer.use == "MISS" or entry is None:
        return "lastfm-gateway; fwd=miss" + ("; stored" if answer.stored else "")
    ttl = entry.fresh_until - int(now)
    return f"lastfm-gateway; hit; ttl={ttl}"
