"""Last.fm's signature of a call (https://www.last.fm/api/authspec, section 8). Pure."""

import hashlib
from collections.abc import Mapping
from typing import Final

_UNSIGNED: Final = frozenset({"format", "callback", "api_sig"})


def sign(parameters: Mapping[str, str], secret: str) -> str:
    """Return `api_sig`: the MD5 of names and values in byte order of the names, then the secret.

    Byte order puts `artist[10]` before `artist[1]`.
    """
    names = sorted((name for name in parameters if name not in _UNSIGNED), key=str.encode)
    text = "".join(name + parameters[name] for name in names) + secret
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
