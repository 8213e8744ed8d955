"""Redacts whatever looks like a secret from a log line before it is written.

No log line should contain a secret. This is a second line of defence.
"""

import json
import re
from typing import Any, Final

from lastfm_gateway.token_format import without_tokens

#: Replaces a secret.
REDACTED: Final = "***"

#: A name that is followed by a secret, in a query, in JSON or in a Python repr.
_NAMED: Final = (
    r"(?i)\b(api_key|api_sig|sk|\w*session_key|\w*token|password|authorization)"
    r"(\\*[\"']?\s*[=:]\s*\\*[\"']?)(?:(?:bearer|token)\s+)?[^\s&,;\"'\\})]+"
)

#: Last.fm's keys, secrets, tokens, signatures and session keys: 32 characters.
_SHAPED: Final = r"(?<![\w-])(?=[\w-]*\d)[\w-]{32}(?![\w-])"


def redacted(line: dict[str, Any]) -> str:
    """Return a log line as JSON, with secrets redacted."""
    text = json.dumps(line, default=str, ensure_ascii=False, separators=(",", ":"))
    named = re.sub(_NAMED, rf"\1\2{REDACTED}", text)
    return without_tokens(re.sub(_SHAPED, REDACTED, named))
