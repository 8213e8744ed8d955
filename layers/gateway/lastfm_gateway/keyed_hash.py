"""Keyed hash: names that reveal nothing without the deployment's key. Pure.

Addresses, session keys and users appear in item keys, message groups and CloudTrail as these.
"""

import hashlib
import hmac


def keyed_hash(secret: str, text: str) -> str:
    """Return the HMAC-SHA-256 of a text in hexadecimal. Callers may cut it."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
