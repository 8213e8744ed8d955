"""The JSON schemas in openapi.yaml."""

from lastfm_gateway.methods.shapes import TEXT, Nullable
from tools.openapi.schemas import schema_of


def test_an_object_that_may_be_null_says_so() -> None:
    """A client that is generated from the document accepts the object and null."""
    schema = schema_of({"image": Nullable({"url": TEXT})})
    assert schema["properties"]["image"] == {
        "type": "object",
        "properties": {"url": {"type": "string"}},
        "nullable": True,
    }
