"""Headers that repeat a modern request's body for proxies: they must agree with it. Pure.

One leniency, decision 51: the body claims the modern version, the header names a legacy one. Some
clients send that through their vendor's connectors.
"""

import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Final

from lastfm_gateway.faces.mcp.eras import LEGACY, MODERN, VERSION_HEADER, VERSION_KEY, meta_of
from lastfm_gateway.faces.mcp.errors import HEADER_MISMATCH, McpError
from lastfm_gateway.faces.mcp.messages import Message

#: The parameter that Mcp-Name repeats, by method.
_NAMED_BY: Final = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}

_ENCODED: Final = r"=\?base64\?(.*)\?="


def names_older_version(message: Message, headers: Mapping[str, str]) -> bool:
    """Return whether the body claims the modern version, and the header a legacy one."""
    return meta_of(message)[VERSION_KEY] == MODERN and header(headers, VERSION_HEADER) in LEGACY


def check_headers(message: Message, headers: Mapping[str, str]) -> None:
    """Raise McpError unless the headers repeat version, method and name of a modern request."""
    is_lenient = names_older_version(message, headers)
    if not is_lenient and header(headers, VERSION_HEADER) != meta_of(message)[VERSION_KEY]:
        raise _mismatch("MCP-Protocol-Version")
    method = header(headers, "mcp-method")
    if method != message.method and not (is_lenient and not method):
        raise _mismatch("Mcp-Method")
    name = message.params.get(_NAMED_BY.get(message.method, ""))
    sent = header(headers, "mcp-name")
    if isinstance(name, str) and not (is_lenient and not sent) and _decoded(sent) != name:
        raise _mismatch("Mcp-Name")


def header(headers: Mapping[str, str], name: str) -> str:
    """Return a header's value without outer spaces, "" without one. `name` is lower case."""
    return headers.get(name, "").strip()


def _decoded(value: str) -> str | None:
    """Return a value that may be encoded as `=?base64?...?=`; None if its encoding is faulty."""
    encoded = re.fullmatch(_ENCODED, value)
    if not encoded:
        return value
    try:
        return b64decode(encoded[1], validate=True).decode()
    except ValueError:
        return None


def _mismatch(name: str) -> McpError:
    return McpError(f"Header mismatch: {name} must repeat the body", rpc_code=HEADER_MISMATCH)
