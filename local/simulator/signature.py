"""Last.fm's call signature, api_sig."""

import hashlib
import hmac
from collections.abc import Mapping

_UNSIGNED = frozenset({"format", "callback", "api_sig"})


def sign(parameters: Mapping[str, str], secret: str) -> str:
    """Return the MD5 (hexadecimal) of names and values, sorted by name, and the secret."""
    names = sorted((n for n in parameters if n not in _UNSIGNED), key=lambda name: name.encode())
    text = "".join(name + parameters[name] for name in names) + secret
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def is_signed(parameters: Mapping[str, str], secret: str) -> bool:
    """Return whether `api_sig` is correct, in either case."""
    given = parameters.get("api_sig", "").lower()
    return hmac.compare_digest(given.encode(), sign(parameters, secret).encode())
