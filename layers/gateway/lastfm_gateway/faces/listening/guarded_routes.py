"""Routes that read or change a history directly: authentication, privacy, faults of the table."""

from lastfm_gateway.errors import SERVICE_OFFLINE, UPSTREAM_RETRY_AFTER, GatewayError
from lastfm_gateway.history.access import history_is_hidden
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.http.access import AccessControl
from lastfm_gateway.http.handler import RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.keys.token import KeyHolder
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import TableFault


class GuardedRoutes:
    """Wraps route handlers that use the history without a HistoryReader."""

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
        raise history_is_hidden()


def _history_unreadable() -> GatewayError:
    return GatewayError(
        "Service Offline - The history cannot be read at the moment",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=UPSTREAM_RETRY_AFTER,
    )
