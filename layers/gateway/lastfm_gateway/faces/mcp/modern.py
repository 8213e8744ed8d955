"""Methods of the protocol's modern era, 2026-07-28."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.faces.mcp.eras import (
    CAPABILITIES_KEY,
    MODERN,
    SERVER_INFO_KEY,
    SUPPORTED,
    VERSION_KEY,
    meta_of,
    missing_meta,
    unsupported_version,
)
from lastfm_gateway.faces.mcp.errors import unknown_method
from lastfm_gateway.faces.mcp.headers import check_headers
from lastfm_gateway.faces.mcp.instructions import CAPABILITIES, INSTRUCTIONS, SERVER_INFO
from lastfm_gateway.faces.mcp.messages import Message
from lastfm_gateway.faces.mcp.toolbox import NewContext, Toolbox

#: How long clients may keep what is alike for all, in milliseconds: an hour.
_CACHEABLE: Final = {"ttlMs": 3_600_000, "cacheScope": "public"}


def check_modern(message: Message, headers: Mapping[str, str]) -> None:
    """Raise McpError unless `_meta` and headers of a modern request are as required."""
    meta = meta_of(message)
    if not isinstance(meta[VERSION_KEY], str) or not isinstance(meta.get(CAPABILITIES_KEY), dict):
        raise missing_meta(meta)
    check_headers(message, headers)
    if meta[VERSION_KEY] != MODERN:
        raise unsupported_version(meta[VERSION_KEY])


def modern_result(message: Message, tools: Toolbox, new_context: NewContext) -> dict[str, Any]:
    """Return the result of a checked request. Raises McpError."""
    match message.method:
        case "server/discover":
            return _complete(
                {
                    "supportedVersions": list(SUPPORTED),
                    "capabilities": CAPABILITIES,
                    "instructions": INSTRUCTIONS,
                    **_CACHEABLE,
                }
            )
        case "tools/list":
            return _complete({**tools.list_tools(message.params), **_CACHEABLE})
        case "tools/call":
            return _complete(tools.call_tool(message.params, new_context))
    raise unknown_method(404)


def _complete(result: dict[str, Any]) -> dict[str, Any]:
    return {"resultType": "complete", **result, "_meta": {SERVER_INFO_KEY: SERVER_INFO}}
