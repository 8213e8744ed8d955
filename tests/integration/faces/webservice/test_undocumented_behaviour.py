"""Undocumented behaviour of the real service and of its clients."""

import pytest

from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY
from local.simulator import SECOND_API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions

XML = "text/xml; charset=UTF-8"
JSON = {"format": "json"}


@pytest.mark.parametrize("found", ["\ufffe", "\b", "&#8;"])
@pytest.mark.parametrize("key", [{}, {"api_key": SECOND_API_KEY}], ids=("shared", "own key"))
def test_characters_forbidden_in_xml_pass_unchanged(
    functions: Functions, lastfm: Simulator, found: str, key: dict[str, str]
) -> None:
    """The answer is cached and counts as no failure."""
    body = f'<?xml version="1.0"?>\n<lfm status="ok"><tag><name>{found}é</name></tag></lfm>'
    lastfm.faults.add(Fault("body", body=body, content_type=XML, times=1))
    first = functions.call_method("tag.getInfo", tag="rock", **key)
    assert (first.status, first.text, first.headers["Content-Type"]) == (200, body, XML)
    assert len(lastfm.log) == 1
    if not key:
        again = functions.call_method("tag.getInfo", tag="rock")
        assert (again.text, again.headers["X-Cache"]) == (body, "HIT")


def test_forbidden_characters_do_not_open_the_breaker(
    functions: Functions, lastfm: Simulator
) -> None:
    """After ten such answers in a row Last.fm is still called."""
    body = '<lfm status="ok"><tag><name>\ufffe</name></tag></lfm>'
    lastfm.faults.add(Fault("body", body=body, content_type=XML))
    for number in range(10):
        assert functions.call_method("tag.getInfo", tag=f"rock {number}").status == 200
    lastfm.faults.clear()
    assert functions.call_method("tag.getInfo", tag="pop").headers["X-Cache"] == "MISS"


def test_lang_of_track_getinfo_is_passed_on(functions: Functions, lastfm: Simulator) -> None:
    """Two clients send it; it reaches Last.fm and separates the entries."""
    track = {"artist": "Radiohead", "track": "Creep", "api_key": PLACEHOLDER_KEY, **JSON}
    for lang in ({}, {"lang": "de"}, {"lang": "fr"}):
        uses = [
            functions.call_method("track.getInfo", **track, **lang).headers["X-Cache"]
            for _ in range(2)
        ]
        assert uses == ["MISS", "HIT"]
    assert [call.parameters.get("lang") for call in lastfm.log] == [None, "de", "fr"]


@pytest.mark.parametrize("verb", ["HEAD", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/2.0", "/2.0/"])
def test_other_verbs_are_405(functions: Functions, path: str, verb: str) -> None:
    """Allow names the verbs, in an error of the requested format."""
    reply = functions.get(path, JSON, verb=verb)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST, OPTIONS")
    assert reply.json["error"] == 3
