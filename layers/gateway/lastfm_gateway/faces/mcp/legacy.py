"""Methods of the protocol's legacy era, 2024-11-05 to 2025-11-25.

Errors have status 200: clients of this era take any other status for a fault of the transport. No
state: every method works without a previous `initialize`.
"""

from collections.abc import Mapping
from typing import Any

from lastfm_gateway.faces.mcp.eras import LEGACY
from lastfm_gateway.faces.mcp.errors import unknown_method
from lastfm_gateway.faces.mcp.instructions import CAPABILITIES, INSTRUCTIONS, SERVER_INFO
from lastfm_gateway.faces.mcp.messages import Message
from lastfm_gateway.faces.mcp.toolbox import NewContext, Toolbox


def legacy_result(message: Message, tools: Toolbox, new_context: NewContext) -> dict[str, Any]:
    """Return the result of a request. Raises McpError."""
    match message.method:
        case "initialize":
            return _initialized(message.params)
        case "ping":
            return {}
        case "tools/list":
            return tools.list_tools(message.params)
        case "tools/call":
            return tools.call_tool(message.params, new_context)
    raise unknown_method(200)


def _initialized(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result of initialize, with the client's version if it is served."""
    wanted = params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in LEGACY else LEGACY[0],
        "capabilities": CAPABILITIES,
        "serverInfo": SERVER_INFO,
        "instructions": INSTRUCTIONS,
    }
