"""Signs Last.fm calls (https://www.last.fm/api/authspec, section 8). Pure."""

import hashlib
from collections.abc import Mapping
from typing import Final

_UNSIGNED: Final = frozenset({"format", "callback", "api_sig"})


def sign(parameters: Mapping[str, str], secret: str) -> str:
    """Return `api_sig`: the hex MD5 of all names and values, sorted by name, and the secret.

    Names are sorted by their bytes: `artist[10]` comes before `artist[1]`.
    """
    names = sorted((name for name in parameters if name not in _UNSIGNED), key=str.encode)
    text = "".join(name + parameters[name] for name in names) + secret
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
