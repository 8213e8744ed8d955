"""JSON schemas of tools, from the same declarations as the routes' parameters and answers. Pure.

Clients pass them on to providers of models, which are strict: no `$ref`, no `anyOf` at the root.
"""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.methods.parameters import Parameters
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

type JsonSchema = dict[str, Any]

_TYPES: Final[Mapping[str, JsonSchema]] = {
    TEXT: {"type": "string"},
    NUMBER: {"type": "number"},
    FLAG: {"type": "boolean"},
    MAYBE_TEXT: {"type": ["string", "null"]},
    MAYBE_NUMBER: {"type": ["number", "null"]},
    SCALAR: {},
}

#: Left out of input schemas, since each list of tools is sent to a model. Bounds of texts are
#: validated anyway, and the error says what is expected.
_LEFT_OUT: Final = frozenset({"examples", "title", "minLength", "maxLength", "pattern"})


def input_schema(parameters: type[Parameters]) -> JsonSchema:
    """Return the schema of a tool's arguments. Switches are booleans."""
    required = parameters.model_json_schema().get("required", ())
    properties = {
        name: _switch(schema) if name in parameters.switches else _without_noise(schema)
        for name, schema in parameters.declarations().items()
    }
    return {
        "type": "object",
        "properties": properties,
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
    }


def output_schema(answer: Mapping[str, Shape]) -> JsonSchema:
    """Return the schema of a tool's structured answer. No key of it is required."""
    return _schema_of(dict(answer))


def _without_noise(schema: JsonSchema) -> JsonSchema:
    return {name: value for name, value in schema.items() if name not in _LEFT_OUT}


def _switch(schema: JsonSchema) -> JsonSchema:
    return {
        "type": "boolean",
        "default": schema.get("default") == "true",
        "description": schema["description"],
    }


def _schema_of(shape: Shape) -> JsonSchema:
    if isinstance(shape, str):
        return dict(_TYPES[shape])
    if isinstance(shape, list):
        return {"type": "array", "items": _schema_of(shape[0])}
    if isinstance(shape, Nullable):
        return {**_schema_of(shape.shape), "type": ["object", "null"]}
    if not shape:
        return {"type": "object"}
    properties = {name: _schema_of(inner) for name, inner in shape.items()}
    return {"type": "object", "properties": properties}
