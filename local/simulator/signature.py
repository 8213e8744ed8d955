"""Last.fm's signature of a call."""

import hashlib
import hmac
from collections.abc import Mapping

_UNSIGNED = frozenset({"format", "callback", "api_sig"})


def sign(parameters: Mapping[str, str], secret: str) -> str:
    """Give the MD5 (hexadecimal) of the signed names and values in byte order, and the secret."""
    names = sorted((n for n in parameters if n not in _UNSIGNED), key=lambda name: name.encode())
    text = "".join(name + parameters[name] for name in names) + secret
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def is_signed(parameters: Mapping[str, str], secret: str) -> bool:
    """Tell whether `api_sig` is right, in either case."""
    given = parameters.get("api_sig", "").lower()
    return hmac.compare_digest(given.encode(), sign(parameters, secret).encode())
