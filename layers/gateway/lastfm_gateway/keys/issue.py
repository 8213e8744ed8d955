"""Issues the gateway's own keys."""

from dataclasses import dataclass, field

from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.keys.token import (
    KeyHolder,
    KeyKind,
    generate_listenbrainz_token,
    generate_token,
)


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key. Its text is not stored anywhere.

    `listenbrainz_token` is the second form of a write key, a UUID; None for other kinds.
    """

    text: str = field(repr=False)
    holder: KeyHolder
    listenbrainz_token: str | None = field(default=None, repr=False)


def issue_key(  # noqa: PLR0913 (the parts of a key)
    keys: KeyStore,
    kind: KeyKind,
    user: str,
    now: float,
    *,
    expires: int | None = None,
    encrypted_session: bytes | None = None,
    first_artist: bool = False,
) -> IssuedKey:
    """Create and store a key for a Last.fm user.

    It expires at `expires` (unix seconds), or never. `encrypted_session` is the user's session
    key. `first_artist`: see KeyHolder. Raises TableFault.
    """
    second, second_token = generate_listenbrainz_token() if kind == "write" else (None, None)
    text, token = generate_token(kind, key_id=second_token.id if second_token else "")
    holder = KeyHolder(
        token.id,
        kind,
        user,
        token.digest,
        int(now),
        expires,
        encrypted_session=encrypted_session,
        second_digest=second_token.digest if second_token else None,
        first_artist=first_artist,
    )
    keys.add(holder)
    return IssuedKey(text, holder, second)
