"""Privacy of listening histories: public, or readable with the user's own session only.

Last.fm refuses to show a hidden history with error 17. A history's manifest remembers that. So a
stored history that was hidden is shown to keys with the user's session, and to others only after
Last.fm has answered a call without a session again.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final, Self

from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import (
    AUTHENTICATION_FAILED,
    HIDDEN,
    INVALID_SESSION,
    GatewayError,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.recent_tracks import parse_not_found
from lastfm_gateway.keys.encryption import SessionCipher
from lastfm_gateway.keys.token import KeyHolder
from lastfm_gateway.lastfm.deadline import Deadline

_REFUSALS: Final = frozenset({HIDDEN, INVALID_SESSION, AUTHENTICATION_FAILED})


def history_is_hidden() -> GatewayError:
    """Return the error (403) for a key that cannot read its user's hidden history."""
    return GatewayError(
        "This user's privacy setting at Last.fm hides recent listening: only a key "
        "that they got by signing in at /auth/login can read it",
        code=HIDDEN,
        status=403,
    )


def require_readable(manifest: Manifest, holder: KeyHolder) -> None:
    """Raise GatewayError (403) if the history is hidden and the key has no session."""
    if manifest.is_hidden and holder.encrypted_session is None:
        raise history_is_hidden()


class UserSession:
    """The session in a key of its user, decrypted when it is used first."""

    def __init__(self, cipher: SessionCipher, user: str, encrypted: bytes | None) -> None:
        """`encrypted` is None for a key without a session."""
        self._cipher = cipher
        self._user = user
        self._key: str | None = None
        #: The encrypted session; None if the key has none.
        self.encrypted = encrypted

    def key(self) -> str | None:
        """Return the session key; None without one. Raises GatewayError (503)."""
        if self._key is None and self.encrypted is not None:
            self._key = self._cipher.decrypt(self.encrypted, self._user)
        return self._key


class HistoryAccess:
    """How one key reads its user's history at Last.fm: publicly, or with the user's session.

    `is_hidden`: whether a call needed the session, as far as is known.
    """

    def __init__(self, session: UserSession) -> None:
        self.session = session
        self.is_hidden = False

    @classmethod
    def of(cls, holder: KeyHolder, cipher: SessionCipher) -> Self:
        """Return the access of a key's holder to their own history."""
        return cls(UserSession(cipher, holder.user, holder.encrypted_session))

    def fetch[T](self, fetch: Callable[[str | None], T]) -> T:
        """Return what `fetch` returns, called with the session key or None.

        The way that is known to work comes first. Raises GatewayError, 403 if the history is hidden
        from this key.
        """
        for with_session in self._ways():
            try:
                found = fetch(self.session.key() if with_session else None)
            except UpstreamError as error:
                if error.code not in _REFUSALS or (error.code != HIDDEN and not with_session):
                    raise
                continue
            self.is_hidden = with_session
            return found
        self.is_hidden = True
        raise history_is_hidden()

    def fetch_cached(
        self, cache: ResponseCache, new_call: Callable[[str | None], CachedCall], deadline: Deadline
    ) -> tuple[Answer, Entry]:
        """Return Last.fm's answer, cached or fetched, and its entry.

        `new_call` is called with the session key or None. Raises GatewayError, 403 if the history
        is hidden from this key; a stale public answer does not show that it is public still.
        """

        def fetch(session: str | None) -> tuple[Answer, Entry]:
            answer = cache.fetch(new_call(session), deadline)
            if answer.status != HTTPStatus.OK or answer.entry is None:
                raise parse_not_found(answer.body)
            if answer.use == "STALE" and session is None and self.is_hidden:
                raise UpstreamFault("Operation failed - Last.fm does not say who may see this")
            return answer, answer.entry

        return self.fetch(fetch)

    def _ways(self) -> tuple[bool, ...]:
        """Return whether to use the session, in the order to try."""
        if self.session.encrypted is None:
            return (False,)
        return (True, False) if self.is_hidden else (False, True)
