"""The form of the gateway's bearer keys, such as `rw_live_…`, recognised in text. Pure.

Separate from `keys`: validation, errors, log redaction and the Last.fm client recognise keys
without checking them.
"""

import re
from typing import Final

READ_PREFIX: Final = "rw_live_"
WRITE_PREFIX: Final = "rw_write_"
ADMIN_PREFIX: Final = "rw_admin_"
SHARE_PREFIX: Final = "rw_share_"
PREFIXES: Final = (READ_PREFIX, WRITE_PREFIX, ADMIN_PREFIX, SHARE_PREFIX)

#: A key anywhere in a text, or enough of one to weaken the secret.
TOKEN_WITHIN: Final = re.compile(rf"({'|'.join(PREFIXES)})[0-9a-f]{{17,}}", re.IGNORECASE)

#: Compiled for the first text, not at import.
_UUID4: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def looks_like_token(text: str) -> bool:
    """Return whether a text has the form of this gateway's keys, valid or not.

    No key of Last.fm's is a UUID, so one in a key's place is meant for this gateway.
    """
    return text.startswith(PREFIXES) or is_uuid4(text)


def is_uuid4(text: str) -> bool:
    """Return whether a text has the form of a write key's UUID, in any case."""
    return re.fullmatch(_UUID4, text.lower()) is not None


def holds_token(text: str) -> bool:
    """Return whether a text contains a key of this gateway, or most of one."""
    return TOKEN_WITHIN.search(text) is not None


def without_tokens(text: str) -> str:
    """Return a text with the keys of this gateway in it masked. A UUID may be anything."""
    return TOKEN_WITHIN.sub("***", text)
