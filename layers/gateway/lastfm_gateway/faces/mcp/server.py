"""Responses to the messages of the Model Context Protocol: one POST, one JSON response.

No session, no stream, no batch: any environment answers any request.
"""

from collections.abc import Callable, Collection
from typing import Final

from lastfm_gateway.errors import BodyTooLarge
from lastfm_gateway.faces.mcp.eras import MODERN, VERSION_HEADER, Era, era_of
from lastfm_gateway.faces.mcp.errors import INVALID_REQUEST, McpError
from lastfm_gateway.faces.mcp.headers import header, names_older_version
from lastfm_gateway.faces.mcp.legacy import legacy_result
from lastfm_gateway.faces.mcp.messages import (
    MAX_MESSAGE_BYTES,
    Message,
    parse_message,
)
from lastfm_gateway.faces.mcp.modern import check_modern, modern_result
from lastfm_gateway.faces.mcp.origins import is_allowed
from lastfm_gateway.faces.mcp.tool import ToolContext
from lastfm_gateway.faces.mcp.toolbox import Toolbox
from lastfm_gateway.http.access import AccessControl
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller

_MEDIA_TYPE: Final = "application/json"


class McpServer:
    """Answers POST /mcp. A request costs a round trip to the database, and what its tool costs."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        access: AccessControl,
        tools: Toolbox,
        new_context: Callable[[Caller], ToolContext],
        count: Callable[[str], None],
        allowed_origins: Collection[str],
        is_local: bool,
    ) -> None:
        """`new_context` returns the tools' context of one request. `count` counts a metric."""
        self._access = access
        self._tools = tools
        self._new_context = new_context
        self._count = count
        self._allowed_origins = allowed_origins
        self._is_local = is_local

    def answer(self, request: Request, caller: Caller) -> Response:
        """Return the response to a message. Raises GatewayError."""
        self._check_origin(request)
        self._access.authenticate_header(request, caller)
        if header(request.headers, "content-type").partition(";")[0].strip().lower() != _MEDIA_TYPE:
            raise McpError(
                f"Content-Type must be {_MEDIA_TYPE}", rpc_code=INVALID_REQUEST, status=415
            )
        if len(request.body) > MAX_MESSAGE_BYTES:
            raise BodyTooLarge(MAX_MESSAGE_BYTES)
        version = header(request.headers, VERSION_HEADER)
        message = parse_message(request.body, is_modern=version == MODERN)
        if message is None:
            return Response(202, headers=NO_STORE)
        result = self._result(message, request, caller)
        told = {"jsonrpc": "2.0", "id": message.id, "result": result}
        return Response(200, to_json(told).decode(), {"Content-Type": JSON, **NO_STORE})

    def _result(self, message: Message, request: Request, caller: Caller) -> dict[str, object]:
        def new_context() -> ToolContext:
            return self._new_context(caller)

        if era_of(message, header(request.headers, VERSION_HEADER)) is Era.LEGACY:
            return legacy_result(message, self._tools, new_context)
        check_modern(message, request.headers)
        if names_older_version(message, request.headers):
            self._count("McpVersionMismatch")
        return modern_result(message, self._tools, new_context)

    def _check_origin(self, request: Request) -> None:
        """Raise McpError (403) for a request of a page that may not send it."""
        origin, host = request.headers.get("origin"), request.host
        if not is_allowed(origin, host, self._allowed_origins, is_local=self._is_local):
            raise McpError(
                "Forbidden: this origin is not allowed", rpc_code=INVALID_REQUEST, status=403
            )
