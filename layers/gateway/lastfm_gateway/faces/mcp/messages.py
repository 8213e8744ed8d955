"""JSON-RPC messages: parses the body of a POST. Pure."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Never

from lastfm_gateway.faces.mcp.errors import INVALID_REQUEST, PARSE_ERROR, McpError

#: The largest body, in bytes. The longest arguments of a tool are a few kilobytes.
MAX_MESSAGE_BYTES: Final = 64 * 1024

type MessageId = str | int


class Message(NamedTuple):
    """A request that gets a response."""

    id: MessageId
    method: str
    params: Mapping[str, Any]


def parse_message(body: bytes, *, is_modern: bool) -> Message | None:
    """Return the request in a body. None means that no response is due: 202.

    No response is due to a notification, nor to a client's own response. `is_modern`: whether the
    request's header names the modern version, in which clients send no responses. Raises McpError.
    """
    sent = _parse_json(body)
    if not isinstance(sent, dict) or sent.get("jsonrpc") != "2.0":
        raise _invalid("One JSON-RPC 2.0 message is required. Batches are not supported")
    if "method" not in sent and ("result" in sent or "error" in sent):
        if is_modern:
            raise _invalid("This version has no requests to the client, so no responses either")
        return None
    method, params = sent.get("method"), sent.get("params", {})
    if not isinstance(method, str):
        raise _invalid("method must be a string")
    if not isinstance(params, dict):
        raise _invalid("params must be an object")
    if "id" not in sent:
        return None
    if not _is_id(sent["id"]):
        raise _invalid("id must be a string or a whole number")
    return Message(sent["id"], method, params)


def readable_id(body: bytes) -> MessageId | None:
    """Return the id of a request in a body, however faulty it is otherwise; None without one."""
    try:
        sent = _parse_json(body)
    except McpError:
        return None
    found = sent.get("id") if isinstance(sent, dict) else None
    return found if _is_id(found) else None


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _parse_json(body: bytes) -> Any:
    """Parse JSON. Raises McpError; also for nesting too deep and for NaN, which JSON has not."""
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise McpError("The body must be JSON", rpc_code=PARSE_ERROR) from None


def _refuse_constant(name: str) -> Never:
    raise ValueError(name)


def _invalid(message: str) -> McpError:
    return McpError(message, rpc_code=INVALID_REQUEST)
