"""The tools' declarations: what clients and their models see of them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lastfm_gateway.faces.mcp.tool import Tool
from lastfm_gateway.faces.mcp.tools import TOOLS
from lastfm_gateway.faces.mcp.tools.parameters import MAX_ROWS
from lastfm_gateway.methods.shapes import MAYBE_NUMBER, MAYBE_TEXT, SCALAR, Nullable, Shape

each_tool = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


def test_tools_are_few_and_their_names_differ() -> None:
    """Clients count tools of all servers together, and models choose among them."""
    assert len(TOOLS) <= 20
    assert len({tool.name for tool in TOOLS}) == len({tool.title for tool in TOOLS}) == len(TOOLS)


@each_tool
def test_descriptions_are_short(tool: Tool) -> None:
    """Two sentences at most; every argument has a description; names fit all clients."""
    assert re.fullmatch(r"[a-z0-9_]{1,40}", tool.name)
    assert 1 <= len(re.findall(r"\.(?= |$)", tool.description)) <= 2
    assert len(tool.description) <= 200
    for name, schema in tool.parameters.declarations().items():
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name)
        assert schema["description"]
        assert "$ref" not in str(schema)


@each_tool
def test_rows_are_ten_by_default_and_fifty_at_most(tool: Tool) -> None:
    """Other bounds are lower ones."""
    limit = tool.parameters.declarations().get("limit", {"default": 5, "maximum": 10})
    assert limit["default"] <= 10
    assert limit["maximum"] <= MAX_ROWS


@each_tool
def test_answers_name_their_time_and_source_and_have_no_null(tool: Tool) -> None:
    """What is unknown is left out. There are no images and no MusicBrainz ids."""
    assert {"as_of", "url"} <= tool.answer.keys()
    shapes = [*_shapes(dict(tool.answer))]
    assert not any(isinstance(shape, Nullable) for shape in shapes)
    assert not {MAYBE_TEXT, MAYBE_NUMBER, SCALAR} & {s for s in shapes if isinstance(s, str)}
    assert not re.search(r"image|mbid", str(tool.answer))
    if "rows" in tool.answer and "page" in tool.parameters.declarations():
        assert {"page", "total_pages"} <= tool.answer.keys()


def _shapes(shape: Shape) -> Iterator[Any]:
    yield shape
    inner: list[Shape] = []
    if isinstance(shape, dict):
        inner = [*shape.values()]
    elif isinstance(shape, list):
        inner = shape
    for part in inner:
        yield from _shapes(part)
