"""What an upstream answer means. The body is parsed before the status is believed: pure.

Last.fm answers many errors with status 200, and a proxy before it sometimes sends HTML.
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

#: Last.fm's error codes by the HTTP status that tells their meaning.
STATUS_OF_CODE: Final = {
    **dict.fromkeys((2, 3, 5, 6, 7), 400),
    **dict.fromkeys((4, 9, 10, 13, 14, 15, 17, 26), 403),
    OPERATION_FAILED: 502,
    **dict.fromkeys((11, 16), 503),
    RATE_LIMIT_EXCEEDED: 429,
}

_NOT_FOUND = re.compile(r"\bnot (?:be )?found\b", re.IGNORECASE)


def parse_json(status: int, body: bytes) -> dict[str, Any]:
    """Return the answer in a JSON body.

    Raises UpstreamError for an error of Last.fm's own, UpstreamFault for a body that is no answer
    (HTML, broken or bare JSON) or a failing status without an error in the body, EmptyAnswer for
    `{}` with a failing status.
    """
    try:
        answer = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise UpstreamFault(f"Operation failed - Last.fm sent no JSON (status {status})") from None
    if not isinstance(answer, dict):
        raise UpstreamFault("Operation failed - Last.fm sent JSON that is no answer")
    if "error" in answer:
        raise parse_error(answer)
    if status >= 400:  # noqa: PLR2004 (RFC 9110: 4xx and 5xx are errors)
        if not answer:
            raise EmptyAnswer
        raise UpstreamFault(f"Operation failed - Last.fm answered with status {status}")
    return answer


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity, which Python reads and JSON does not know


def parse_error(answer: dict[str, Any]) -> UpstreamError | UpstreamFault:
    """Return the error that an answer tells of by `error` and `message`."""
    try:
        code = int(answer["error"])
    except (TypeError, ValueError):
        return UpstreamFault("Operation failed - Last.fm sent an error without a code")
    message = str(answer.get("message", "")).strip() or "Operation failed"
    status = STATUS_OF_CODE.get(code, 502)
    if status == 400 and _NOT_FOUND.search(message):  # noqa: PLR2004 (see STATUS_OF_CODE)
        status = 404
    passes = code in TRANSIENT_CODES or code == RATE_LIMIT_EXCEEDED
    retry_after = UPSTREAM_RETRY_AFTER if passes else None
    return UpstreamError(message, code=code, status=status, retry_after=retry_after)


def is_about(answer: dict[str, Any], user: str) -> bool:
    """Tell whether an answer is about the user who was asked for.

    The service once in a while sends another user's data; `@attr.user` gives it away, and the
    name in a profile. An answer that names no user is believed.
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
