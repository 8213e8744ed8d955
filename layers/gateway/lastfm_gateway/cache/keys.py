"""Cache keys: a hash of face, method and parameters. Pure."""

import hashlib
import json
from collections.abc import Mapping

#: Part of every key. Raise it when the meaning of stored entries changes.
KEY_VERSION = 1


def cache_key(face: str, method: str, parameters: Mapping[str, str]) -> str:
    """Return a case-insensitive cache key: Last.fm ignores the case of names.

    The key is a hash, so it discloses no parameter. The parts are joined as JSON, so no value can
    pass for a separator.
    """
    folded = {name: value.lower() for name, value in parameters.items()}
    return exact_cache_key(face, method, folded)


def own_cache_key(key: str, user: str) -> str:
    """Return the cache key of an answer that only a user's own session may read.

    `key` is that of the same answer for everybody.
    """
    return exact_cache_key("own", "", {"answer": key, "session of": user.lower()})


def user_item_key(prefix: str, user: str) -> str:
    """Return the key of a user's item: a hash of the name, whose case Last.fm ignores."""
    return prefix + hashlib.sha256(user.strip().lower().encode()).hexdigest()[:40]


def exact_cache_key(face: str, method: str, parameters: Mapping[str, str]) -> str:
    """Return a case-sensitive cache key, for answers that repeat their parameters."""
    listed = sorted(parameters.items())
    parts = json.dumps([KEY_VERSION, face, method.lower(), listed], separators=(",", ":"))
    return "answer#" + hashlib.sha256(parts.encode()).hexdigest()[:40]
