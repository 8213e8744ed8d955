"""CORS headers, for responses and for preflight requests. Pure."""

from typing import Final

#: The response headers that a page's script may read.
EXPOSED_HEADERS: Final = (
    "Age, Allow, Cache-Control, Cache-Status, ETag, Link, Retry-After, WWW-Authenticate, X-Cache, "
    "X-Card-Error, X-History-Complete, X-History-Progress, X-Poll-After, "
    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-RateLimit-Reset-In, X-Scrobble"
)
REQUEST_HEADERS: Final = "Authorization, Content-Type, If-None-Match"
PREFLIGHT_MAX_AGE: Final = 86_400  # seconds; no browser caches a preflight for longer


def cors_headers(allow_origin: str) -> dict[str, str]:
    """Return the headers that let pages of the allowed origin read a response."""
    return {
        "Access-Control-Allow-Origin": allow_origin,
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    }


def preflight_headers(allowed_verbs: str, request_headers: str) -> dict[str, str]:
    """Return the headers of a response to OPTIONS. `allowed_verbs` is as "GET, OPTIONS"."""
    return {
        "Allow": allowed_verbs,
        "Access-Control-Allow-Methods": allowed_verbs,
        "Access-Control-Allow-Headers": request_headers,
        "Access-Control-Max-Age": str(PREFLIGHT_MAX_AGE),
    }
