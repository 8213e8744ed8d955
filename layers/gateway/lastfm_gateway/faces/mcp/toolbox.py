"""The two methods about tools, alike in both eras: `tools/list` and `tools/call`."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.faces.mcp.arguments import validated
from lastfm_gateway.faces.mcp.definitions import definitions_of
from lastfm_gateway.faces.mcp.errors import INVALID_PARAMS, McpError
from lastfm_gateway.faces.mcp.results import ToolResult, error_result, tool_result
from lastfm_gateway.faces.mcp.tool import Tool, ToolContext

type NewContext = Callable[[], ToolContext]

#: How much of an unknown name its error repeats, in characters.
_MAX_NAME: Final = 64


class Toolbox:
    """The tools of one function environment. Their definitions are made once."""

    def __init__(self, tools: Sequence[Tool], report: Callable[[GatewayError], None]) -> None:
        """`report` is called with each error that a tool ends with."""
        self._tools = {tool.name: tool for tool in tools}
        self._report = report

    @cached_property
    def _definitions(self) -> list[dict[str, Any]]:
        return definitions_of(self._tools.values())

    def list_tools(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return all definitions, in one page. Raises McpError."""
        if params.get("cursor") is not None:
            raise _invalid("The list of tools has one page: send no cursor")
        return {"tools": self._definitions}

    def call_tool(self, params: Mapping[str, Any], new_context: NewContext) -> ToolResult:
        """Return a tool's result. Its errors are results that the model can read.

        Raises McpError for a call that names no tool, or whose arguments are no object.
        """
        name = params.get("name")
        tool = self._tools.get(name) if isinstance(name, str) else None
        if tool is None:
            raise _invalid(f"Unknown tool: {str(name)[:_MAX_NAME]}")
        arguments = params.get("arguments")
        if not isinstance(arguments, dict | None):
            raise _invalid("arguments must be an object")
        try:
            checked = validated(tool.parameters, arguments or {})
            return tool_result(tool.run(new_context(), checked))
        except GatewayError as error:
            self._report(error)
            return error_result(error)


def _invalid(message: str) -> McpError:
    """Return an error with status 200, as the protocol's own servers have it."""
    return McpError(message, rpc_code=INVALID_PARAMS, status=200)
