"""Routes that use a table directly: their caller is authenticated first, a fault becomes 503."""

from collections.abc import Callable

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.http.access import AccessControl
from lastfm_gateway.http.handler import RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import TableFault


class GuardedRoutes:
    """Wraps route handlers that may raise TableFault."""

    def __init__(
        self, access: AccessControl, telemetry: Telemetry, table_error: Callable[[], GatewayError]
    ) -> None:
        """`table_error` returns the error (503) for a fault of the table."""
        self._access = access
        self._telemetry = telemetry
        self._table_error = table_error

    def guarded(self, action: RouteHandler) -> RouteHandler:
        """Return an action that authenticates its caller first. A table fault becomes 503."""

        def answer(request: Request, caller: Caller) -> Response:
            self._access.require_authenticated(caller)
            try:
                return action(request, caller)
            except TableFault as fault:
                self._telemetry.table_fault(fault.reason)
                raise self._table_error() from None

        return answer
