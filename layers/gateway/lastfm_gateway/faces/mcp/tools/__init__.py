"""The tools, in the order in which they are listed."""

from typing import Final

from lastfm_gateway.faces.mcp.tool import Tool

TOOLS: Final[tuple[Tool, ...]] = ()
