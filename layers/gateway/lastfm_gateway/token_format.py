"""The form of the gateway's bearer keys, such as `rw_live_…`, recognised in text. Pure.

Separate from `keys`: validation, log redaction and the Last.fm client recognise keys without
checking them.
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


def looks_like_token(text: str) -> bool:
    """Return whether a text has the prefix of this gateway's keys, valid or not."""
    return text.startswith(PREFIXES)


def holds_token(text: str) -> bool:
    """Return whether a text contains a key of this gateway, or most of one."""
    return TOKEN_WITHIN.search(text) is not None
