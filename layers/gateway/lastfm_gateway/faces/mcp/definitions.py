"""Definitions of the tools, as `tools/list` sends them. Pure."""

from collections.abc import Iterable
from typing import Any

from lastfm_gateway.faces.mcp.schemas import input_schema, output_schema
from lastfm_gateway.faces.mcp.tool import Tool


def definitions_of(tools: Iterable[Tool]) -> list[dict[str, Any]]:
    """Return the definitions of some tools, in their order."""
    return [_definition(tool) for tool in tools]


def _definition(tool: Tool) -> dict[str, Any]:
    """Return a tool's definition. Without the hints, clients assume that a tool writes."""
    return {
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": input_schema(tool.parameters),
        "outputSchema": output_schema(tool.answer),
        "annotations": {
            "title": tool.title,
            "readOnlyHint": True,
            "destructiveHint": False,
            "idempotentHint": True,
            "openWorldHint": True,
        },
    }
