"""The HTTP edge: what every answer carries, whichever face gives it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lastfm_gateway.cache.call import Answer
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.freshness import STALE_FOR
from lastfm_gateway.errors import AnswerTooLarge
from lastfm_gateway.limits.sliding_window import Quota

JSON: Final = "application/json; charset=utf-8"
NO_STORE: Final = {"Cache-Control": "no-store"}

#: What no answer goes out without: its type is as it says, and no address leaks from a page.
GUARDS: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

#: What one with a domain of its own says too (RFC 6797): https for a year. Of the domain's other
#: hosts it says nothing, for they are not ours.
STRICT_TRANSPORT: Final = {"Strict-Transport-Security": "max-age=31536000"}

#: The bytes that Lambda hands over at most, as JSON, less room for status and headers.
MOST_ENCODED: Final = 6 * 1024 * 1024 - 16 * 1024

#: The most bytes that one character becomes in JSON: `\\u0000`.
_WIDEST: Final = 6

#: The headers that a browser lets a page's script read.
EXPOSED: Final = (
    "Age, Allow, Cache-Control, Cache-Status, ETag, Retry-After, WWW-Authenticate, X-Cache, "
    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Scrobble"
)
REQUEST_HEADERS: Final = "Authorization, Content-Type, If-None-Match"
PREFLIGHT_AGE: Final = 86_400  # seconds, as long as any browser believes it


@dataclass(frozen=True, slots=True)
class Response:
    """A status, a text body and the headers of its own."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def check_size(response: Response) -> Response:
    """Return a response that Lambda can hand over. Raises AnswerTooLarge for any other.

    Lambda counts the body as text within JSON: quotes, backslashes and control characters grow.
    """
    body = response.body
    if len(body) * _WIDEST <= MOST_ENCODED:
        return response  # nearly every one, at no cost
    if len(json.dumps(body, ensure_ascii=False).encode()) > MOST_ENCODED:
        raise AnswerTooLarge
    return response


def to_proxy_response(
    response: Response, standing: Quota, allow_origin: str, *, has_domain: bool = False
) -> dict[str, Any]:
    """Return what the front door is handed: the response with what every answer carries."""
    return {
        "statusCode": response.status,
        "headers": {
            "X-Cache": "BYPASS",
            **GUARDS,
            **(STRICT_TRANSPORT if has_domain else {}),
            **response.headers,
            **cors(allow_origin, response.headers.get("Vary")),
            "X-RateLimit-Limit": str(standing.limit),
            "X-RateLimit-Remaining": str(standing.remaining),
            "X-RateLimit-Reset": str(standing.reset),
        },
        "body": response.body,
        "isBase64Encoded": False,
    }


def cors(allow_origin: str, varies: str | None = None) -> dict[str, str]:
    """Return the headers that let a page of the allowed origin read an answer.

    `varies` is what else the answer depends on.
    """
    headers = {
        "Access-Control-Allow-Origin": allow_origin,
        "Access-Control-Expose-Headers": EXPOSED,
    }
    if allow_origin == "*":
        return headers
    return {**headers, "Vary": f"{varies}, Origin" if varies else "Origin"}


def private(response: Response) -> Response:
    """Return an answer to a caller who showed a key: no cache may hand it to anybody else."""
    kept = response.headers.get("Cache-Control", "no-store").replace("public", "private")
    return replace(
        response, headers={**response.headers, "Cache-Control": kept, "Vary": "Authorization"}
    )


def preflight(allowed: str) -> Response:
    """Return the answer to OPTIONS for a route that takes the `allowed` verbs."""
    return Response(
        204,
        headers={
            "Allow": allowed,
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_AGE),
        },
    )


def cached_response(answer: Answer, now: float) -> Response:
    """Return an answer of the gateway with the headers of HTTP caching (RFC 9111, RFC 9211)."""
    headers = {"Content-Type": answer.content_type or JSON, "X-Cache": answer.use}
    if answer.delivery:
        headers["X-Scrobble"] = answer.delivery
    if answer.entry is None:
        headers |= NO_STORE | {"Cache-Status": "lastfm-gateway; fwd=bypass"}
    else:
        headers |= _times(answer.entry, now) | {"Cache-Status": _cache_status(answer, now)}
    return Response(answer.status, answer.body.decode(), headers)


def _times(entry: Entry, now: float) -> dict[str, str]:
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
