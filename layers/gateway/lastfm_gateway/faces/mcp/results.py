"""Results of tool calls, errors that a model can act on included."""

from typing import Any, Final

from lastfm_gateway.errors import BadRequest, GatewayError, Unauthorized
from lastfm_gateway.faces.mcp.tool import ToolAnswer
from lastfm_gateway.http.v1 import error_text
from lastfm_gateway.lastfm.response_mapper import to_json

type ToolResult = dict[str, Any]

#: The largest result, in bytes. Clients cut off or refuse longer ones.
MAX_RESULT_BYTES: Final = 256 * 1024

#: The longest message of an error, in characters: Last.fm's is text from elsewhere.
_MAX_MESSAGE: Final = 500


def tool_result(answer: ToolAnswer) -> ToolResult:
    """Return a tool's answer as a result."""
    result = {
        "content": [{"type": "text", "text": answer.text}],
        "structuredContent": answer.structured,
        "isError": False,
    }
    if len(to_json(result)) > MAX_RESULT_BYTES:
        return _failed("The answer is too large. Ask for fewer rows")
    return result


def error_result(error: GatewayError) -> ToolResult:
    """Return an error as a result: what went wrong, and whether to try again."""
    if isinstance(error, Unauthorized):
        return _failed("Name a `user`, or send a key")
    message = error_text(error)[:_MAX_MESSAGE].rstrip(". ")
    if error.retry_after is not None:
        if "Try again" not in message:
            message += f". Try again in {error.retry_after} s"
    elif not isinstance(error, BadRequest):
        message += ". Trying again does not help"
    return _failed(message)


def _failed(message: str) -> ToolResult:
    return {"content": [{"type": "text", "text": message}], "isError": True}
