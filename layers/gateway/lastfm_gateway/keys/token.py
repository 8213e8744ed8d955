"""Bearer keys: generation and parsing.

A key is a prefix, an id and a 256-bit secret. The prefix names its kind: `rw_live_…` is a read key,
`rw_write_…` a write key, `rw_admin_…` an admin key and `rw_share_…` a share token. Only the SHA-256
of the whole is stored: a random secret of that size needs no slow hash.

A write key has a second form, a UUID, for ListenBrainz clients that take nothing else. Its id is
derived from the UUID, so both forms find the same item.
"""

import hashlib
import hmac
import re
import secrets
import uuid
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from lastfm_gateway.token_format import (
    ADMIN_PREFIX,
    READ_PREFIX,
    SHARE_PREFIX,
    WRITE_PREFIX,
    is_uuid4,
)

type KeyKind = Literal["share", "read", "write", "admin"]

#: The prefixes of all kinds, the least powerful kind first.
_PREFIXES: Final[dict[KeyKind, str]] = {
    "share": SHARE_PREFIX,
    "read": READ_PREFIX,
    "write": WRITE_PREFIX,
    "admin": ADMIN_PREFIX,
}
_KINDS: Final[dict[str, KeyKind]] = {prefix: kind for kind, prefix in _PREFIXES.items()}

#: The kinds by their names in items.
KINDS: Final[dict[str, KeyKind]] = {kind: kind for kind in _PREFIXES}

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

    `encrypted_session` is the session key of a user who signed in. `second_digest` is that of a
    write key's second form, a UUID. `first_artist`: listens are scrobbled for the first of several
    artists, not for the whole credit.
    """

    id: str
    kind: KeyKind
    user: str
    digest: bytes
    created: int
    expires: int | None = None
    revoked: int | None = None
    encrypted_session: bytes | None = None
    second_digest: bytes | None = None
    first_artist: bool = False

    def __repr__(self) -> str:
        """Return what a log may show: neither digest nor session."""
        return f"KeyHolder({self.kind}, {self.id}, {self.user})"

    def matches(self, token: BearerToken, now: float) -> bool:
        """Return whether a token is this key and valid at `now`. Runs in constant time."""
        same = hmac.compare_digest(self.digest, token.digest)
        same |= hmac.compare_digest(self.second_digest or self.digest, token.digest)
        return same and self.kind == token.kind and self.is_valid(now)

    @property
    def can_write(self) -> bool:
        """Whether the key may write at Last.fm for its user."""
        return self.kind == "write" and self.encrypted_session is not None

    def is_valid(self, now: float) -> bool:
        """Return whether the key is neither revoked nor expired at `now`."""
        return self.revoked is None and (self.expires is None or now < self.expires)


def kinds_up_to(kind: KeyKind) -> tuple[KeyKind, ...]:
    """Return the kinds that are no more powerful than a kind, itself included."""
    kinds = tuple(_PREFIXES)
    return kinds[: kinds.index(kind) + 1]


def generate_token(
    kind: KeyKind, draw: Callable[[int], str] = secrets.token_hex, key_id: str = ""
) -> tuple[str, BearerToken]:
    """Return a new key's text, and the token to store. `key_id`: its id; "" draws one."""
    key_id = key_id or draw(_ID_BYTES)
    text = _PREFIXES[kind] + key_id + draw(_SECRET_BYTES)
    return text, BearerToken(kind, key_id, _digest(text))


def generate_listenbrainz_token() -> tuple[str, BearerToken]:
    """Return the second form of a new write key, a UUID, and its token.

    The UUID has 122 random bits. The key is then generated with the token's id.
    """
    text = str(uuid.uuid4())
    return text, _listenbrainz_token(text)


def parse_token(text: str) -> BearerToken | None:
    """Parse a read, write or admin key. Return None if the text is not one.

    A share token is not: `parse_share_token` is for the routes that it is good for.
    """
    token = _parse(text)
    return None if token is None or token.kind == "share" else token


def parse_share_token(text: str) -> BearerToken | None:
    """Parse a share token. Return None if the text is not one."""
    token = _parse(text)
    return token if token and token.kind == "share" else None


def parse_listenbrainz_token(text: str) -> BearerToken | None:
    """Parse the token of a ListenBrainz client: a key, or the UUID of a write key, in any case.

    For the ListenBrainz face only: on every other a UUID is no key.
    """
    if is_uuid4(text):
        return _listenbrainz_token(text.lower())
    return parse_token(text)


def _parse(text: str) -> BearerToken | None:
    found = re.fullmatch(_TOKEN, text)
    return BearerToken(_KINDS[found[1]], found[2], _digest(text)) if found else None


def _listenbrainz_token(text: str) -> BearerToken:
    return BearerToken("write", _digest("id:" + text)[:_ID_BYTES].hex(), _digest(text))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
