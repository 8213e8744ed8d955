"""The form of the gateway's own keys: `rw_live_…` and `rw_admin_…`. Pure.

Apart from the rest of `keys`, so that validation, logs and the client to Last.fm can recognise a
key without knowing how it is checked.
"""

import re
from typing import Final

PREFIXES: Final = ("rw_live_", "rw_admin_")

#: A key within a longer text, or most of one: enough of the secret to matter.
_HELD: Final = re.compile(rf"({'|'.join(PREFIXES)})[0-9a-f]{{17,}}", re.IGNORECASE)


def looks_like_token(text: str) -> bool:
    """Return whether a text has the prefix of this gateway's keys, valid or not."""
    return text.startswith(PREFIXES)


def holds_token(text: str) -> bool:
    """Return whether a text contains a key of this gateway, or a large part of one."""
    return _HELD.search(text) is not None
