"""Parses Last.fm's JSON responses and raises its errors. Pure.

The body decides before the status: Last.fm sends many errors with status 200, and a proxy in front
of it sometimes sends HTML.
"""

import json
import re
from typing import Any, Final

from lastfm_gateway.errors import (
    OPERATION_FAILED,
    RATE_LIMIT_EXCEEDED,
    TRANSIENT_CODES,
    UPSTREAM_RETRY_AFTER,
    EmptyAnswer,
    UpstreamError,
    UpstreamFault,
)

#: The HTTP status for each of Last.fm's error codes.
STATUS_OF_CODE: Final = {
    **dict.fromkeys((2, 3, 5, 6, 7), 400),
    **dict.fromkeys((4, 9, 10, 13, 14, 15, 17, 26), 403),
    OPERATION_FAILED: 502,
    **dict.fromkeys((11, 16), 503),
    RATE_LIMIT_EXCEEDED: 429,
}

_NOT_FOUND: Final = r"(?i)\bnot (?:be )?found\b"


def parse_json(status: int, body: bytes) -> dict[str, Any]:
    """Parse a JSON response and return its object.

    Raises UpstreamError for `{"error": 6, "message": "..."}` with any status, EmptyAnswer for `{}`
    with status 4xx or 5xx, and UpstreamFault for a body that is no JSON object or a status of 4xx
    or 5xx without an error.
    """
    try:
        answer = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise UpstreamFault(f"Operation failed - Last.fm sent no JSON (status {status})") from None
    if not isinstance(answer, dict):
        raise UpstreamFault("Operation failed - Last.fm sent JSON that is no object")
    if "error" in answer:
        raise parse_error(answer)
    if status >= 400:  # noqa: PLR2004 (RFC 9110: 4xx and 5xx are errors)
        if not answer:
            raise EmptyAnswer
        raise UpstreamFault(f"Operation failed - Last.fm answered with status {status}")
    return answer


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # Python accepts NaN and Infinity; JSON does not


def parse_error(answer: dict[str, Any]) -> UpstreamError | UpstreamFault:
    """Return the exception for `{"error": code, "message": text}`."""
    try:
        code = int(answer["error"])
    except (TypeError, ValueError):
        return UpstreamFault("Operation failed - Last.fm sent an error without a code")
    message = str(answer.get("message", "")).strip() or "Operation failed"
    status = STATUS_OF_CODE.get(code, 502)
    if status == 400 and re.search(_NOT_FOUND, message):  # noqa: PLR2004 (see STATUS_OF_CODE)
        status = 404
    is_transient = code in TRANSIENT_CODES or code == RATE_LIMIT_EXCEEDED
    retry_after = UPSTREAM_RETRY_AFTER if is_transient else None
    return UpstreamError(message, code=code, status=status, retry_after=retry_after)


def is_about(answer: dict[str, Any], user: str) -> bool:
    """Return whether a response belongs to the requested user; True if it names no user.

    Last.fm occasionally sends another user's data. `@attr.user` or a profile's `name` reveals it.
    """
    for root in answer.values():
        if not isinstance(root, dict):
            continue
        attributes = root.get("@attr")
        named = attributes.get("user") if isinstance(attributes, dict) else None
        if named is None and "user" in answer:
            named = root.get("name")
        if isinstance(named, str) and named.strip().lower() != user.lower():
            return False
    return True
