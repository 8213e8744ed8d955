"""The two eras of the protocol, and which of them a request is of. Pure.

Legacy clients begin with `initialize`. Modern ones repeat the version in each request's `_meta`, in
place of a session. The body decides; the header is checked against it.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, Final

from lastfm_gateway.faces.mcp.errors import (
    HEADER_MISMATCH,
    INVALID_PARAMS,
    UNSUPPORTED_VERSION,
    McpError,
)
from lastfm_gateway.faces.mcp.messages import Message

MODERN: Final = "2026-07-28"
LEGACY: Final = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
SUPPORTED: Final = (MODERN, *LEGACY)

VERSION_HEADER: Final = "mcp-protocol-version"

_PREFIX: Final = "io.modelcontextprotocol/"
VERSION_KEY: Final = _PREFIX + "protocolVersion"
CAPABILITIES_KEY: Final = _PREFIX + "clientCapabilities"
SERVER_INFO_KEY: Final = _PREFIX + "serverInfo"


class Era(Enum):
    """An era of the protocol."""

    LEGACY = auto()
    MODERN = auto()


def era_of(message: Message, version_header: str) -> Era:
    """Return the era of a request. `version_header` is "" without one, as some clients send none.

    A legacy request's header need not be the version that `initialize` agreed on. Raises McpError.
    """
    if VERSION_KEY in meta_of(message):
        return Era.MODERN
    if version_header == MODERN:
        if message.method == "initialize":
            raise McpError(
                f"Version {MODERN} has no initialize: the header does not match the body",
                rpc_code=HEADER_MISMATCH,
            )
        raise missing_meta(meta_of(message))
    if version_header and version_header not in LEGACY:
        raise unsupported_version(version_header)
    return Era.LEGACY


def meta_of(message: Message) -> Mapping[str, Any]:
    """Return the `_meta` object of a request, empty without one."""
    meta = message.params.get("_meta")
    return meta if isinstance(meta, dict) else {}


def missing_meta(meta: Mapping[str, Any]) -> McpError:
    """Return the error for a modern request whose `_meta` lacks a required key."""
    wrong = [
        f"{key} ({kind})"
        for key, kind, of in ((VERSION_KEY, "text", str), (CAPABILITIES_KEY, "object", dict))
        if not isinstance(meta.get(key), of)
    ]
    return McpError("params._meta must have " + " and ".join(wrong), rpc_code=INVALID_PARAMS)


def unsupported_version(version: str) -> McpError:
    """Return the error for a version that is not served, with those that are."""
    return McpError(
        "Unsupported protocol version",
        rpc_code=UNSUPPORTED_VERSION,
        data={"supported": list(SUPPORTED), "requested": version[:64]},
    )
