"""Bearer keys: generation and parsing. `rw_live_…` is a read key, `rw_admin_…` an admin key.

A key is a prefix, an id and a 256-bit secret. Only the SHA-256 of the whole is stored: a random
secret of that size needs no slow hash.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from lastfm_gateway.token_format import ADMIN_PREFIX, READ_PREFIX

type KeyKind = Literal["read", "admin"]

_PREFIXES: Final[dict[KeyKind, str]] = {"read": READ_PREFIX, "admin": ADMIN_PREFIX}
_KINDS: Final[dict[str, KeyKind]] = {prefix: kind for kind, prefix in _PREFIXES.items()}

#: Compiled for the first key, not at import: most requests have none.
_TOKEN: Final = rf"({'|'.join(_KINDS)})([0-9a-f]{{16}})[0-9a-f]{{64}}"

_ID_BYTES: Final = 8
_SECRET_BYTES: Final = 32


class BearerToken(NamedTuple):
    """A key as a request presents it. Its text is not kept."""

    kind: KeyKind
    id: str
    digest: bytes

    def __repr__(self) -> str:
        """Return what a log may show."""
        return f"BearerToken({self.kind}, {self.id})"


class KeyHolder(NamedTuple):
    """A key as it is stored, with its holder. Times are unix seconds.

    `encrypted_session` is the session key of a user who signed in.
    """

    id: str
    kind: KeyKind
    user: str
    digest: bytes
    created: int
    expires: int | None = None
    revoked: int | None = None
    encrypted_session: bytes | None = None

    def __repr__(self) -> str:
        """Return what a log may show: neither digest nor session."""
        return f"KeyHolder({self.kind}, {self.id}, {self.user})"

    def matches(self, token: BearerToken, now: float) -> bool:
        """Return whether a token is this key and valid at `now`. Runs in constant time."""
        same = hmac.compare_digest(self.digest, token.digest)
        return same and self.kind == token.kind and self.is_valid(now)

    def is_valid(self, now: float) -> bool:
        """Return whether the key is neither revoked nor expired at `now`."""
        return self.revoked is None and (self.expires is None or now < self.expires)


def generate_token(
    kind: KeyKind, draw: Callable[[int], str] = secrets.token_hex
) -> tuple[str, BearerToken]:
    """Return a new key's text, and the token to store."""
    key_id = draw(_ID_BYTES)
    text = _PREFIXES[kind] + key_id + draw(_SECRET_BYTES)
    return text, BearerToken(kind, key_id, _digest(text))


def parse_token(text: str) -> BearerToken | None:
    """Parse a key of this gateway. Return None if the text is not one."""
    found = re.fullmatch(_TOKEN, text)
    return BearerToken(_KINDS[found[1]], found[2], _digest(text)) if found else None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
