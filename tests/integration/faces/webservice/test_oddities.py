"""What the real service sends and clients ask for, and its documentation does not tell."""

import pytest

from lastfm_gateway.faces.webservice.handler import PLACEHOLDER_KEY
from local.simulator import SECOND_API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions

XML = "text/xml; charset=UTF-8"
JSON = {"format": "json"}


@pytest.mark.parametrize("found", ["\ufffe", "\b", "&#8;"])
@pytest.mark.parametrize("key", [{}, {"api_key": SECOND_API_KEY}], ids=("shared", "own key"))
def test_forbidden_characters_pass_byte_for_byte(
    functions: Functions, lastfm: Simulator, found: str, key: dict[str, str]
) -> None:
    """XML with characters that XML forbids goes out as it came, is cached, and is no outage."""
    body = f'<?xml version="1.0"?>\n<lfm status="ok"><tag><name>{found}é</name></tag></lfm>'
    lastfm.faults.add(Fault("body", body=body, content_type=XML, times=1))
    first = functions.ask("tag.getInfo", tag="rock", **key)
    assert (first.status, first.text, first.headers["Content-Type"]) == (200, body, XML)
    assert len(lastfm.log) == 1
    if not key:
        again = functions.ask("tag.getInfo", tag="rock")
        assert (again.text, again.headers["X-Cache"]) == (body, "HIT")


def test_forbidden_characters_do_not_open_the_breaker(
    functions: Functions, lastfm: Simulator
) -> None:
    """Ten such answers in a row, and Last.fm is still asked for the next."""
    body = '<lfm status="ok"><tag><name>\ufffe</name></tag></lfm>'
    lastfm.faults.add(Fault("body", body=body, content_type=XML))
    for number in range(10):
        assert functions.ask("tag.getInfo", tag=f"rock {number}").status == 200
    lastfm.faults.clear()
    assert functions.ask("tag.getInfo", tag="pop").headers["X-Cache"] == "MISS"


def test_the_language_of_a_track_is_passed_on(functions: Functions, lastfm: Simulator) -> None:
    """`lang` on track.getInfo, which two clients send, reaches Last.fm and parts the answers."""
    track = {"artist": "Radiohead", "track": "Creep", "api_key": PLACEHOLDER_KEY, **JSON}
    for lang in ({}, {"lang": "de"}, {"lang": "fr"}):
        uses = [
            functions.ask("track.getInfo", **track, **lang).headers["X-Cache"] for _ in range(2)
        ]
        assert uses == ["MISS", "HIT"]
    assert [call.parameters.get("lang") for call in lastfm.log] == [None, "de", "fr"]


@pytest.mark.parametrize("verb", ["HEAD", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/2.0", "/2.0/"])
def test_other_verbs_are_405(functions: Functions, path: str, verb: str) -> None:
    """The web service says which verbs it takes, in the asked format."""
    reply = functions.get(path, JSON, verb=verb)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST, OPTIONS")
    assert reply.json["error"] == 3
