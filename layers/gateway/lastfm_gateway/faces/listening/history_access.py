"""Access to a key holder's own history: authentication, privacy, and faults of the table."""

from typing import Final

from lastfm_gateway.errors import SERVICE_OFFLINE, UPSTREAM_RETRY_AFTER, GatewayError
from lastfm_gateway.faces.listening.privacy import HIDDEN
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.http.access import AccessControl
from lastfm_gateway.http.handler import RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.keys.token import KeyHolder
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import TableFault

_HIDDEN_HISTORY: Final = (
    "This user's privacy setting at Last.fm hides recent listening: only a key that they got by "
    "signing in at /auth/login can read it"
)


class HistoryAccess:
    """Wraps the routes that read or change histories directly."""

    def __init__(self, access: AccessControl, telemetry: Telemetry) -> None:
        self._access = access
        self._telemetry = telemetry

    def guarded(self, action: RouteHandler) -> RouteHandler:
        """Return an action for authenticated callers only. A table fault becomes 503."""

        def answer(request: Request, caller: Caller) -> Response:
            self._access.require_authenticated(caller)
            try:
                return action(request, caller)
            except TableFault as fault:
                self._telemetry.table_fault(fault.reason)
                raise _history_unreadable() from None

        return answer


def require_readable(manifest: Manifest, holder: KeyHolder) -> None:
    """Raise GatewayError (403) if the history is hidden and the key has no session."""
    if manifest.is_hidden and holder.encrypted_session is None:
        raise GatewayError(_HIDDEN_HISTORY, code=HIDDEN, status=403)


def _history_unreadable() -> GatewayError:
    return GatewayError(
        "Service Offline - The history cannot be read at the moment",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=UPSTREAM_RETRY_AFTER,
    )
