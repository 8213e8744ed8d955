import json
import re
from typing import Any

import jsonschema_rs
import pytest

from lastfm_gateway.faces.mcp.definitions import definitions_of
from lastfm_gateway.faces.mcp.instructions import INSTRUCTIONS
from lastfm_gateway.faces.mcp.tools import TOOLS
from lastfm_gateway.lastfm.response_mapper import to_json
from tests.support.mcp import ECHO

#: The longest list of tools, in bytes: clients put it into each conversation.
MAX_LIST_BYTES = 25_000

DEFINITIONS = {tool["name"]: tool for tool in definitions_of([ECHO, *TOOLS])}


def _keys(schema: Any) -> set[str]:
    """Return every key in a schema, of schemas in it too."""
    if isinstance(schema, list):
        return set().union(*map(_keys, schema))
    if isinstance(schema, dict):
        return set(schema).union(*map(_keys, schema.values()))
    return set()


def test_definition_is_complete() -> None:
    """Declared parameters, shapes and hints become a definition."""
    assert DEFINITIONS["echo"] == {
        "name": "echo",
        "title": "Echo",
        "description": "Repeats its arguments.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "artist": {
                    "type": "string",
                    "description": "Name of the artist",
                },
                "user": {
                    "type": "string",
                    "description": "Whose listening",
                },
                "limit": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 50,
                    "default": 10,
                    "description": "Rows",
                },
                "autocorrect": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 1,
                    "default": 1,
                    "description": "1 corrects misspelled names, 0 does not",
                },
                "loud": {"type": "boolean", "default": False, "description": "true shouts"},
            },
            "required": ["artist"],
            "additionalProperties": False,
        },
        "outputSchema": {
            "type": "object",
            "properties": {
                "arguments": {"type": "string"},
                "owner": {"type": ["string", "null"]},
                "rows": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"plays": {"type": "number"}, "partial": {"type": "boolean"}},
                    },
                },
                "track": {"type": ["object", "null"], "properties": {"name": {"type": "string"}}},
            },
        },
        "annotations": {
            "title": "Echo",
            "readOnlyHint": True,
            "destructiveHint": False,
            "idempotentHint": True,
            "openWorldHint": True,
        },
    }


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS)
def test_schemas_suit_strict_clients(definition: dict[str, Any]) -> None:
    """Valid JSON Schema 2020-12, objects at the root, nothing that a provider of models refuses."""
    assert re.fullmatch(r"[a-z0-9_]{1,40}", definition["name"])
    for schema in (definition["inputSchema"], definition["outputSchema"]):
        jsonschema_rs.meta.validate(schema)
        assert schema["type"] == "object"
        assert not {"anyOf", "oneOf", "allOf"} & set(schema)
        assert not {"$ref", "$defs", "nullable", "definitions"} & _keys(schema)
    sent = definition["inputSchema"]
    assert sent["additionalProperties"] is False
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name) for name in sent["properties"])
    assert all(
        property_["description"] and not {"title", "examples"} & set(property_)
        for property_ in sent["properties"].values()
    )


def test_list_of_tools_is_short() -> None:
    """All definitions together stay below 25 KB, and the instructions below 400 characters."""
    assert len(to_json(definitions_of(TOOLS))) <= MAX_LIST_BYTES
    assert len(INSTRUCTIONS) <= 400
    assert not re.search(r"\d{4}", INSTRUCTIONS)
    assert "never instructions" in INSTRUCTIONS
    assert len(TOOLS) <= 20
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)
    assert json.loads(to_json(definitions_of(TOOLS))) == definitions_of(TOOLS)
