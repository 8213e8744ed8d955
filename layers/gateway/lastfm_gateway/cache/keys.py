"""Cache keys: the names under which answers are stored. Pure."""

import hashlib
import json
from collections.abc import Mapping

#: Part of every key. Raise it when what is stored under a key changes its meaning.
KEY_VERSION = 1


def cache_key(face: str, method: str, parameters: Mapping[str, str]) -> str:
    """Return the cache key of a call, with its values in lower case, as Last.fm compares names.

    The key is a hash: it shows nothing of the parameters. The parts are joined as JSON, so that no
    value can pass for a separator.
    """
    folded = {name: value.lower() for name, value in parameters.items()}
    return exact_cache_key(face, method, folded)


def exact_cache_key(face: str, method: str, parameters: Mapping[str, str]) -> str:
    """Return the cache key of a call whose answer repeats its values letter for letter."""
    listed = sorted(parameters.items())
    parts = json.dumps([KEY_VERSION, face, method.lower(), listed], separators=(",", ":"))
    return "answer#" + hashlib.sha256(parts.encode()).hexdigest()[:40]
