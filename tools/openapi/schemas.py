"""From the catalogue's shapes to JSON schemas that API Gateway imports (draft 4, few keywords)."""

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
    SCALAR: {"description": "Text in some of Last.fm's answers, a number in others"},
}

ERROR: Final[Schema] = {
    "type": "object",
    "required": ["error", "message"],
    "properties": {
        "error": {"type": "integer", "description": "Last.fm's error code"},
        "message": {"type": "string", "description": "What is wrong, and with which parameter"},
    },
}


#: The shape of every error under /v1.
ERROR_V1: Final[Schema] = {
    "type": "object",
    "required": ["error", "status"],
    "properties": {
        "error": {"type": "string", "description": "What is wrong"},
        "status": {"type": "integer", "description": "The HTTP status"},
    },
}


#: The shape of every error for Spotify's clients.
ERROR_SPOTIFY: Final[Schema] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["status", "message"],
            "properties": {
                "status": {"type": "integer", "description": "The HTTP status"},
                "message": {"type": "string", "description": "What is wrong"},
            },
        }
    },
}


def schema_of(shape: Shape) -> Schema:
    """Return the schema of a shape. No key is required: Last.fm leaves out what it has not got."""
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
