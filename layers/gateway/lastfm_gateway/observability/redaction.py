"""The last guard of the log: what looks like a secret is struck out of a line before it is written.

No line is written that should hold one; this is for the line that somebody adds one day.
"""

import json
import re
from typing import Any, Final

#: What stands in a secret's place.
REDACTED: Final = "***"

#: A name that marks what follows as secret, in a query, in JSON or in a Python repr.
_NAMED: Final = re.compile(
    r"\b(api_key|api_sig|sk|token|password|authorization)(\\*[\"']?\s*[=:]\s*\\*[\"']?)"
    r"(?:bearer\s+)?[^\s&,;\"'\\})]+",
    re.IGNORECASE,
)

#: Last.fm's keys, secrets, tokens, signatures and session keys have 32 characters.
_SHAPED: Final = re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{32}(?![\w-])")

#: This gateway's own keys are longer.
_OWN: Final = re.compile(r"rw_[a-z]+_[0-9a-f]{17,}", re.IGNORECASE)


def redacted(line: dict[str, Any]) -> str:
    """Return a log line as JSON, with every secret struck out."""
    text = json.dumps(line, default=str, ensure_ascii=False, separators=(",", ":"))
    named = _NAMED.sub(rf"\1\2{REDACTED}", text)
    return _OWN.sub(REDACTED, _SHAPED.sub(REDACTED, named))
