"""HTTP caching headers: Cache-Control, Age, ETag (RFC 9111) and Cache-Status (RFC 9211)."""

from collections.abc import Mapping
from copy import replace

from lastfm_gateway.cache.call import Answer
from lastfm_gateway.cache.entry import Entry, etag, matches
from lastfm_gateway.cache.freshness import STALE_FOR
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


def conditional_response(request: Request, body: str, headers: Mapping[str, str]) -> Response:
    """Return a response with its ETag: 304 if the caller has the body, none for HEAD."""
    tag = etag(body.encode())
    tagged = {**headers, "ETag": tag}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(304, "", tagged)
    return Response(200, "" if request.verb == "HEAD" else body, tagged)


def make_private(response: Response) -> Response:
    """Forbid shared caches to store a response to a caller with a bearer key."""
    cache_control = response.headers.get("Cache-Control", "no-store").replace("public", "private")
    private = {"Cache-Control": cache_control, "Vary": "Authorization"}
    return replace(response, headers={**response.headers, **private})


def _validity(entry: Entry, now: float) -> dict[str, str]:
    lifetime = entry.fresh_until - entry.stored_at
    return {
        "Cache-Control": f"public, max-age={lifetime}, stale-if-error={STALE_FOR}",
        "Age": str(max(0, int(now) - entry.stored_at)),
        "ETag": entry.etag,
    }


def _cache_status(answer: Answer, now: float) -> str:
    entry = answer.entry
    if answer.use == "MISS" or entry is None:
        return "lastfm-gateway; fwd=miss" + ("; stored" if answer.stored else "")
    ttl = entry.fresh_until - int(now)
    return f"lastfm-gateway; hit; ttl={ttl}"
