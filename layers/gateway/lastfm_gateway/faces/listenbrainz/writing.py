"""Writes with the session of a key's holder: opens the session, and notes when it is refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lastfm_gateway.cache.known_sessions import KnownSessions
from lastfm_gateway.errors import UpstreamError
from lastfm_gateway.faces.listenbrainz.errors import INVALID_SESSION, CannotScrobble
from lastfm_gateway.keys.refused_sessions import RefusedSessions
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import TableFault

if TYPE_CHECKING:
    from lastfm_gateway.keys.encryption import SessionCipher


def cannot_scrobble(sign_in_url: str) -> str:
    """Return the message for a key that may not write."""
    return f"This key cannot scrobble: sign in at {sign_in_url}"


def session_refused(sign_in_url: str) -> str:
    """Return the message for a key whose session Last.fm refuses."""
    return f"Last.fm no longer accepts this key's session: sign in again at {sign_in_url}"


class HolderSessions:
    """The sessions in write keys."""

    def __init__(
        self,
        connect_cipher: "Callable[[], SessionCipher]",
        known: KnownSessions,
        refused: RefusedSessions,
        telemetry: Telemetry,
    ) -> None:
        self._cipher = connect_cipher
        self._known = known
        self._refused = refused
        self._telemetry = telemetry

    def require_writer(self, caller: Caller, sign_in_url: str) -> None:
        """Raise CannotScrobble (401) unless the caller's key may write."""
        if not caller.holder.can_write:
            raise CannotScrobble(cannot_scrobble(sign_in_url))

    def open(self, caller: Caller) -> str:
        """Return the session key of a caller who may write. Costs one KMS call.

        Raises GatewayError (503) when KMS fails.
        """
        holder = caller.holder
        session = self._cipher().session_of(holder)
        self._known.introduce(session, holder.user)
        return session

    @contextmanager
    def refusals_noted(self, caller: Caller, sign_in_url: str) -> Iterator[None]:
        """Turn Last.fm's error 9 into CannotScrobble (401), and mark the key."""
        try:
            yield
        except UpstreamError as error:
            if error.code != INVALID_SESSION:
                raise
            try:
                self._refused.mark(caller.holder.id)
            except TableFault as fault:
                self._telemetry.table_fault(fault.reason)
            raise CannotScrobble(session_refused(sign_in_url)) from None
