"""From the catalogue's shapes to JSON schemas that API Gateway imports (draft 4, few keywords)."""

from typing import Any, Final

from lastfm_gateway.catalogue.shapes import NUMBER, SCALAR, TEXT, Shape

type Schema = dict[str, Any]

_SCALARS: Final[dict[str, Schema]] = {
    TEXT: {"type": "string"},
    NUMBER: {"type": "number"},
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


def schema_of(shape: Shape) -> Schema:
    """Return the schema of a shape. No key is required: Last.fm leaves out what it has not got."""
    if isinstance(shape, str):
        return dict(_SCALARS[shape])
    if isinstance(shape, list):
        return {"type": "array", "items": schema_of(shape[0])}
    if not shape:
        return {"type": "object"}
    return {
        "type": "object",
        "properties": {name: schema_of(inner) for name, inner in shape.items()},
    }
