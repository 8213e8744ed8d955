"""The gateway's own keys: `rw_live_…` reads, `rw_admin_…` does everything. Pure but for chance.

A key names its item by an id and proves itself by the secret after it. Only the SHA-256 of the
whole is ever stored: with 256 random bits in it, no slower hash would add anything.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

type KeyKind = Literal["read", "admin"]

_PREFIXES: Final[dict[KeyKind, str]] = {"read": "rw_live_", "admin": "rw_admin_"}
_KINDS: Final[dict[str, KeyKind]] = {prefix: kind for kind, prefix in _PREFIXES.items()}
_TOKEN: Final = re.compile(r"(rw_live_|rw_admin_)([0-9a-f]{16})[0-9a-f]{64}")

_ID_BYTES: Final = 8
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class BearerToken:
    """A key as somebody presents it. Its text is not kept."""

    kind: KeyKind
    id: str
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A key as it is stored: whose it is, and until when. Times are unix seconds.

    `sealed` is the encrypted session key of a user who signed in.
    """

    id: str
    kind: KeyKind
    user: str
    digest: bytes = field(repr=False)
    created: int
    expires: int | None = None
    revoked: int | None = None
    encrypted_session: bytes | None = field(default=None, repr=False)

    def matches(self, token: BearerToken, now: float) -> bool:
        """Tell whether a token is this very key, in force at `now`. Takes the same time for all."""
        same = hmac.compare_digest(self.digest, token.digest)
        lapsed = self.expires is not None and now >= self.expires
        return same and self.kind == token.kind and self.revoked is None and not lapsed


def generate_token(
    kind: KeyKind, draw: Callable[[int], str] = secrets.token_hex
) -> tuple[str, BearerToken]:
    """Return a new key's text, to be shown once, and what is known of it afterwards."""
    key_id = draw(_ID_BYTES)
    text = _PREFIXES[kind] + key_id + draw(_SECRET_BYTES)
    return text, BearerToken(kind, key_id, _digest(text))


def parse_token(text: str) -> BearerToken | None:
    """Return the key in a text, or None for what is no key of this gateway's."""
    found = _TOKEN.fullmatch(text)
    return BearerToken(_KINDS[found[1]], found[2], _digest(text)) if found else None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
