"""Responses to API Gateway: size limit, and the headers that every response carries. Pure."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from lastfm_gateway.errors import AnswerTooLarge
from lastfm_gateway.http.cors import cors_headers
from lastfm_gateway.limits.sliding_window import Quota

JSON: Final = "application/json; charset=utf-8"
NO_STORE: Final = {"Cache-Control": "no-store"}

#: Security headers of every response: no content sniffing, no referrer.
SECURITY_HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

#: For a deployment with its own domain: https only, for a year (RFC 6797). No includeSubDomains:
#: the domain's other hosts are not part of the deployment.
STRICT_TRANSPORT: Final = {"Strict-Transport-Security": "max-age=31536000"}

#: What a response may depend on besides its URL. API Gateway compresses, and does not say so.
VARIES_BY: Final = ("Accept-Encoding", "Authorization")

#: The most bytes of JSON that Lambda returns, less room for status and headers.
MAX_ENCODED_BYTES: Final = 6 * 1024 * 1024 - 16 * 1024

#: The most bytes that one character takes in JSON: `\\u0000`.
_MAX_BYTES_PER_CHARACTER: Final = 6


class Response(NamedTuple):
    """Status, text body, and the headers that are specific to it."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = MappingProxyType({})


def check_size(response: Response) -> Response:
    """Return a response if Lambda can return it. Raises AnswerTooLarge (502) otherwise.

    Lambda counts the body as a JSON string: quotes, backslashes and control characters take more.
    """
    body = response.body
    if len(body) * _MAX_BYTES_PER_CHARACTER <= MAX_ENCODED_BYTES:
        return response  # the usual case, without encoding
    if encoded_size(body) > MAX_ENCODED_BYTES:
        raise AnswerTooLarge
    return response


def encoded_size(text: str) -> int:
    """Return the bytes of a text as a JSON string, its quotes included."""
    return len(json.dumps(text, ensure_ascii=False).encode())


def to_proxy_response(
    response: Response, quota: Quota | None, allow_origin: str, *, has_domain: bool = False
) -> dict[str, Any]:
    """Build API Gateway's proxy response, with security, CORS and rate limit headers.

    `quota`: what the caller has left; None for a response that does not tell it.

    Returns `{"statusCode": 200, "headers": {...}, "body": "...", "isBase64Encoded": False}`.
    """
    return {
        "statusCode": response.status,
        "headers": {
            "X-Cache": "BYPASS",
            **SECURITY_HEADERS,
            **(STRICT_TRANSPORT if has_domain else {}),
            **response.headers,
            **cors_headers(allow_origin),
            "Vary": _vary(response, allow_origin),
            **(_rate_limit(quota) if quota else {}),
        },
        "body": response.body,
        "isBase64Encoded": False,
    }


def may_be_shared(response: Response) -> bool:
    """Return whether shared caches may store a response (RFC 9111, 3)."""
    return response.headers.get("Cache-Control", "").startswith("public")


def _vary(response: Response, allow_origin: str) -> str:
    own = [response.headers["Vary"]] if "Vary" in response.headers else []
    return ", ".join([*own, *VARIES_BY, *([] if allow_origin == "*" else ["Origin"])])


def _rate_limit(quota: Quota) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(quota.limit),
        "X-RateLimit-Remaining": str(quota.remaining),
        "X-RateLimit-Reset": str(quota.reset),
        "X-RateLimit-Reset-In": str(quota.wait),
    }
