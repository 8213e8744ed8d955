"""Errors of the protocol, with JSON-RPC's codes. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.errors import INVALID_PARAMETERS, GatewayError

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603

#: Codes that servers define: of transports, and of MCP 2026-07-28.
USE_POST: Final = -32000
UNAUTHORIZED: Final = -32001
HEADER_MISMATCH: Final = -32020
UNSUPPORTED_VERSION: Final = -32022


class McpError(GatewayError):
    """An error of the protocol. `rpc_code` and `data` are JSON-RPC's."""

    def __init__(
        self,
        message: str,
        *,
        rpc_code: int,
        status: int = 400,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message, code=INVALID_PARAMETERS, status=status)
        self.rpc_code = rpc_code
        self.data = data


def unknown_method(status: int) -> McpError:
    """Return the error for a method that the server has not."""
    return McpError("Method not found", rpc_code=METHOD_NOT_FOUND, status=status)
