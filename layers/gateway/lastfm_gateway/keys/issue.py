"""Issuing the gateway's own keys: what is shown once, and what is stored."""

from dataclasses import dataclass, field

from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.keys.token import KeyHolder, KeyKind, generate_token


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key. Its text is nowhere but here."""

    text: str = field(repr=False)
    holder: KeyHolder


def issue_key(  # noqa: PLR0913 (what a key is made of, each by its name)
    keys: KeyStore,
    kind: KeyKind,
    user: str,
    now: float,
    *,
    expires: int | None = None,
    sealed: bytes | None = None,
) -> IssuedKey:
    """Issue a key to a Last.fm user, in force until `expires` (unix seconds) if that is given.

    `sealed` is the user's encrypted session key. Raises TableFault.
    """
    text, token = generate_token(kind)
    holder = KeyHolder(
        token.id, kind, user, token.digest, int(now), expires, encrypted_session=sealed
    )
    keys.add(holder)
    return IssuedKey(text, holder)
