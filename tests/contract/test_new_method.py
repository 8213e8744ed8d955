"""Adding a method takes one declaration."""

import sys
from types import ModuleType

import pytest

from lastfm_gateway import methods
from lastfm_gateway.methods.freshness import HOUR, always
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.parameters import Paged
from lastfm_gateway.methods.shapes import ARTIST
from tools.docs import routes_page
from tools.events import all_events
from tools.openapi.document import document
from tools.openapi.front_door import front_door

PRETENDED = Method(
    name="mood.getTopArtists",
    summary="The artists of a mood",
    parameters=Paged,
    answer={"artists": {"artist": [ARTIST]}},
    freshness=always(HOUR),
)


@pytest.fixture
def _a_pretended_method(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("lastfm_gateway.methods.mood")
    vars(module)["METHODS"] = (PRETENDED,)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(methods, "FAMILIES", (*methods.FAMILIES, "mood"))


@pytest.mark.usefixtures("_a_pretended_method")
def test_one_declaration_adds_a_method_everywhere() -> None:
    """The index, the route, both documents, the event and the docs follow from it."""
    assert methods.find("MOOD.gettopartists") is PRETENDED
    for openapi in (document(), front_door()):
        operation = openapi["paths"]["/mood/getTopArtists"]["get"]
        assert [parameter["name"] for parameter in operation["parameters"]][:2] == ["page", "limit"]
    events = {f"{path.parent.name}/{path.name}" for path, _ in all_events()}
    assert "mood/getTopArtists.json" in events
    assert "| `/mood/getTopArtists` | The artists of a mood | page, limit | 1 h |" in routes_page()
