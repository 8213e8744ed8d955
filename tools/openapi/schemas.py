"""Converts response shapes to the JSON schemas that API Gateway supports (draft 4)."""

from typing import Any, Final

from lastfm_gateway.methods.shapes import (
    FLAG,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
    SCALAR,
    TEXT,
    Nullable,
    Shape,
)

type Schema = dict[str, Any]

_SCALARS: Final[dict[str, Schema]] = {
    TEXT: {"type": "string"},
    NUMBER: {"type": "number"},
    FLAG: {"type": "boolean"},
    MAYBE_TEXT: {"type": "string", "nullable": True},
    MAYBE_NUMBER: {"type": "number", "nullable": True},
    SCALAR: {"description": "A string in some of Last.fm's responses, a number in others"},
}

ERROR: Final[Schema] = {
    "type": "object",
    "required": ["error", "message"],
    "properties": {
        "error": {"type": "integer", "description": "Last.fm's error code"},
        "message": {"type": "string", "description": "Description of the error"},
    },
}


#: The error shape under /v1.
ERROR_V1: Final[Schema] = {
    "type": "object",
    "required": ["error", "status"],
    "properties": {
        "error": {"type": "string", "description": "Description of the error"},
        "status": {"type": "integer", "description": "The HTTP status"},
    },
}


#: The error shape for Spotify clients.
ERROR_SPOTIFY: Final[Schema] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["status", "message"],
            "properties": {
                "status": {"type": "integer", "description": "The HTTP status"},
                "message": {"type": "string", "description": "Description of the error"},
            },
        }
    },
}

#: The error shape of the token endpoint (RFC 6749, 5.2).
ERROR_OAUTH: Final[Schema] = {
    "type": "object",
    "required": ["error", "error_description"],
    "properties": {
        "error": {"type": "string", "description": "OAuth's error code"},
        "error_description": {"type": "string", "description": "Description of the error"},
    },
}


#: The error shape for ListenBrainz clients.
ERROR_LISTENBRAINZ: Final[Schema] = {
    "type": "object",
    "required": ["code", "error"],
    "properties": {
        "code": {"type": "integer", "description": "The HTTP status"},
        "error": {"type": "string", "description": "Description of the error"},
    },
}


#: The error shape of JSON-RPC.
ERROR_MCP: Final[Schema] = {
    "type": "object",
    "required": ["jsonrpc", "id", "error"],
    "properties": {
        "jsonrpc": {"type": "string"},
        "id": {"description": "The request's id, or null if it cannot be read"},
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "integer", "description": "JSON-RPC's error code"},
                "message": {"type": "string", "description": "Description of the error"},
                "data": {"type": "object", "description": "More about some errors"},
            },
        },
    },
}


def schema_of(shape: Shape) -> Schema:
    """Return the schema of a shape. No key is required: Last.fm omits what it does not know."""
    if isinstance(shape, str):
        return dict(_SCALARS[shape])
    if isinstance(shape, list):
        return {"type": "array", "items": schema_of(shape[0])}
    if isinstance(shape, Nullable):
        return {**schema_of(shape.shape), "nullable": True}
    if not shape:
        return {"type": "object"}
    return {
        "type": "object",
        "properties": {name: schema_of(inner) for name, inner in shape.items()},
    }
