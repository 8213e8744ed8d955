"""Lambda handler of the Model Context Protocol."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError, RateLimited
from lastfm_gateway.faces.mcp.context import RequestContext
from lastfm_gateway.faces.mcp.error_responses import error_response
from lastfm_gateway.faces.mcp.server import McpServer
from lastfm_gateway.faces.mcp.tool import Tool, ToolContext
from lastfm_gateway.faces.mcp.toolbox import Toolbox
from lastfm_gateway.faces.mcp.tools import TOOLS
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import Handler
from lastfm_gateway.limits.rate_limiter import Caller

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader

PATH: Final = "/mcp"

#: The headers that a page's script may send: those of both eras, and what legacy clients resume by.
REQUEST_HEADERS: Final = (
    "Accept, Authorization, Content-Type, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, "
    "Mcp-Name, Mcp-Session-Id"
)


def mcp_handler() -> Handler:
    """Return the Lambda handler of the MCP face."""
    return open_mcp(Runtime.from_environment())


def open_mcp(runtime: Runtime, tools: Sequence[Tool] = TOOLS) -> Handler:
    """Return the Lambda handler over a runtime."""

    def new_context(caller: Caller) -> ToolContext:
        return RequestContext(
            caller=caller,
            now=runtime.clock(),
            cache=runtime.cache,
            planner=runtime.planner,
            new_playback=runtime.playback,
            new_history=lambda caller: paid_history(runtime, caller),
        )

    def report(error: GatewayError) -> None:
        runtime.telemetry.count("McpToolErrors")
        if isinstance(error, RateLimited):
            runtime.telemetry.count("Refused")

    server = McpServer(
        access=runtime.access,
        tools=Toolbox(tools, report),
        new_context=new_context,
        count=runtime.telemetry.count,
        allowed_origins=runtime.settings.allow_origins,
        is_local=runtime.settings.is_local,
    )
    return runtime.handlers.make(
        {PATH: {"POST": server.answer}},
        error_response,
        access=Access.FREE,
        request_headers=REQUEST_HEADERS,
    )


def paid_history(runtime: Runtime, caller: Caller) -> "HistoryReader":
    """Return the history reader of one request. Its first read costs the caller a unit.

    A page of the listening face costs the same: it may read hundreds of units from the database.
    """
    from lastfm_gateway.history.payment import (  # noqa: PLC0415 (tools of the own history only)
        MAX_CALLS_PER_REQUEST,
        CallAllowance,
    )

    return runtime.history_reader(caller, CallAllowance(MAX_CALLS_PER_REQUEST))
