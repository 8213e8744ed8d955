"""Share tokens: made by a user's keys, and ended with the last of them."""

from typing import Final

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.keys.issue import IssuedKey, issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.keys.token import KeyHolder

#: The most valid share tokens of one user.
MAX_SHARES: Final = 20


class ShareTokens:
    """Creates share tokens, and revokes those of a user without a key. Raises TableFault.

    A share token outlives the key that made it, while its user has another. It expires with the
    last of the keys that its user had when it was made.
    """

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def create(self, maker: KeyHolder, now: float) -> IssuedKey:
        """Create a share token of a key's user. It has the session of the key.

        Raises BadRequest (409) if the user has MAX_SHARES.
        """
        own = [key for key in self._keys.keys_of(maker.user) if key.is_valid(now)]
        if sum(key.kind == "share" for key in own) >= MAX_SHARES:
            raise BadRequest(
                f"You have {MAX_SHARES} share tokens. Revoke one before you create another",
                status=409,
            )
        expiries = [maker.expires, *(key.expires for key in own if key.kind != "share")]
        known = [expires for expires in expiries if expires is not None]
        return issue_key(
            self._keys,
            "share",
            maker.user,
            now,
            expires=max(known) if len(known) == len(expiries) else None,
            encrypted_session=maker.encrypted_session,
        )

    def end_with(self, revoked: KeyHolder, now: float) -> None:
        """Revoke a user's share tokens if the key that was revoked was their last."""
        if revoked.kind == "share":
            return
        own = self._keys.keys_of(revoked.user)
        # The index may still show the key.
        valid = [key for key in own if key.is_valid(now) and key.id != revoked.id]
        if all(key.kind == "share" for key in valid):
            for key in valid:
                self._keys.revoke(key.id, int(now))
