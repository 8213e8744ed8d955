"""The JSON schemas in openapi.yaml."""

from lastfm_gateway.methods.shapes import TEXT, Nullable
from tools.openapi.schemas import schema_of


def test_nullable_object_is_declared_nullable() -> None:
    """Generated clients accept the object and null."""
    schema = schema_of({"image": Nullable({"url": TEXT})})
    assert schema["properties"]["image"] == {
        "type": "object",
        "properties": {"url": {"type": "string"}},
        "nullable": True,
    }
