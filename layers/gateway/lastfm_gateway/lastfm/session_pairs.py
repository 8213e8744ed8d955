"""Session pairs: which of the deployment's two pairs of key and secret signs a call.

A session is valid only with the API key that it was made with. Users sign in with the second pair,
if the operator stored one. Sessions from before then belong to the pair for reading. Last.fm
refuses a session of another key with error 9, so such a call is signed once more with the pair for
reading, and the session is remembered.
"""

from hashlib import sha256
from typing import Final

from cachetools import LRUCache

from lastfm_gateway.errors import INVALID_SESSION, UpstreamError
from lastfm_gateway.lastfm.call import LastfmCall
from lastfm_gateway.lastfm.credentials import Credentials, CredentialStore
from lastfm_gateway.methods.method import Auth

#: Sessions remembered per environment; the least recently used is evicted first.
_MAX_SESSIONS: Final = 1000


class SessionPairs:
    """Chooses the pair that completes and signs a call."""

    def __init__(self, credentials: CredentialStore) -> None:
        self._credentials = credentials
        #: Digests of the sessions that belong to the pair for reading.
        self._of_reading = LRUCache[bytes, bool](_MAX_SESSIONS)

    def credentials_of(self, call: LastfmCall, *, other: bool = False) -> Credentials:
        """Return the pair for a call that is not presigned. Raises Unconfigured (503).

        `other`: the pair for reading instead, for a session that the pair for signing in does not
        have.
        """
        pairs = self._credentials.get()
        of_user = call.method.auth is Auth.SIGNED or "sk" in call.parameters
        return (
            pairs.sign_in if of_user and not other and not self._is_known(call) else pairs.reading
        )

    def may_be_of_other_pair(self, call: LastfmCall, error: UpstreamError) -> bool:
        """Return whether a call's session was refused, and may belong to the pair for reading."""
        if error.code != INVALID_SESSION or call.presigned or "sk" not in call.parameters:
            return False
        pairs = self._credentials.get()
        return pairs.sign_in is not pairs.reading and not self._is_known(call)

    def remember_other_pair(self, call: LastfmCall) -> None:
        """Remember that a call's session belongs to the pair for reading."""
        self._of_reading[_digest(call)] = True

    def _is_known(self, call: LastfmCall) -> bool:
        return "sk" in call.parameters and _digest(call) in self._of_reading


def _digest(call: LastfmCall) -> bytes:
    return sha256(call.parameters["sk"].encode()).digest()
