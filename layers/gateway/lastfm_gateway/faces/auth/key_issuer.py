"""Issues read and write keys of this gateway to users who signed in."""

from collections.abc import Callable, Mapping

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.keys.encryption import SessionCipher
from lastfm_gateway.keys.issue import IssuedKey, issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.methods.auth import Scope
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import TableFault


class SignInKeyIssuer:
    """Issues keys that hold their user's session, encrypted."""

    def __init__(
        self,
        keys: KeyStore,
        cipher: SessionCipher,
        telemetry: Telemetry,
        clock: Callable[[], float],
        days: int,
    ) -> None:
        """`days`: the lifetime of a key."""
        self._keys = keys
        self._cipher = cipher
        self._telemetry = telemetry
        self._clock = clock
        self._days = days

    def issue(self, session: Mapping[str, str], scope: Scope) -> IssuedKey | None:
        """Issue a key to the user of a session. Return None if it cannot be stored.

        The token is used up, so the session is returned without a key then.
        """
        user, now = session["name"], self._clock()
        expires = int(now) + self._days * DAY
        try:
            encrypted = self._cipher.encrypt(session["key"], user)
            return issue_key(
                self._keys, scope, user, now, expires=expires, encrypted_session=encrypted
            )
        except (TableFault, GatewayError) as fault:
            self._telemetry.table_fault(type(fault).__name__)
            return None
