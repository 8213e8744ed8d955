"""The drop-in web service: what it takes, what it makes of it, and what it keeps."""

import base64
import json
from urllib.parse import urlencode

import pytest

from lastfm_gateway.faces.webservice.handler import PLACEHOLDER_KEY
from local.simulator import (
    API_KEY,
    Simulator,
)
from tests.integration.conftest import Functions

JSON = {"format": "json"}
RADIOHEAD = {"artist": "Radiohead"}


@pytest.mark.parametrize("path", ["/2.0", "/2.0/"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_query_and_body_are_one(functions: Functions, path: str, content_type: str) -> None:
    """Parameters come from both, whatever the body says it is; the body's and the last one win."""
    reply = functions.get(
        path,
        {"method": "ARTIST.GETINFO", "artist": ["Nobody", "Portishead"], "format": "xml"},
        verb="POST",
        headers={"Content-Type": content_type},
        body="artist=Nobody&artist=Radiohead&format=json",
    )
    assert reply.status == 200
    assert reply.json["artist"]["name"] == "Radiohead"


def test_a_binary_body_is_a_body(functions: Functions) -> None:
    """A body that the front door took for binary is read all the same."""
    body = base64.b64encode(urlencode({"method": "artist.getInfo", **RADIOHEAD}).encode()).decode()
    reply = functions.get("/2.0/", verb="POST", body=body, is_base64=True)
    assert "<name>Radiohead</name>" in reply.text


def test_xml_is_the_default(functions: Functions) -> None:
    """Without `format=json` the answer is XML, with Last.fm's content type; raw drops its frame."""
    reply = functions.ask("chart.getTopTags", limit="1")
    assert reply.headers["Content-Type"] == "text/xml; charset=UTF-8"
    assert '<lfm status="ok"><tags ' in reply.text
    raw = functions.ask("chart.getTopTags", limit="1", raw="true")
    assert "<lfm" not in raw.text
    assert raw.text.count("<tags ") == 1


def test_json_and_xml_are_cached_apart(functions: Functions, lastfm: Simulator) -> None:
    """One call of a method in each format goes upstream; undeclared parameters change nothing."""
    for form in ({}, JSON):
        uses = [
            functions.ask("artist.getInfo", **RADIOHEAD, **form, **extra).headers["X-Cache"]
            for extra in ({}, {"_": "1", "api_key": "", "sk": ""}, {"api_key": PLACEHOLDER_KEY})
        ]
        assert uses == ["MISS", "HIT", "HIT"]
    assert [call.parameters.get("format") for call in lastfm.log] == ["json", None][::-1]
    assert {call.parameters["api_key"] for call in lastfm.log} == {API_KEY}
    assert all(
        set(call.parameters) <= {"method", "artist", "api_key", "format"} for call in lastfm.log
    )


def test_no_default_is_filled_in(functions: Functions, lastfm: Simulator) -> None:
    """Last.fm's own defaults count here: autocorrect is not sent unless the client sends it."""
    functions.ask("artist.getSimilar", **RADIOHEAD)
    assert set(lastfm.log[0].parameters) == {"method", "artist", "api_key"}


def test_jsonp_is_made_of_the_cached_json(functions: Functions, lastfm: Simulator) -> None:
    """The wrapper is the caller's, the bytes in it are shared, and upstream never hears of it."""
    plain = functions.ask("tag.getInfo", tag="rock", **JSON)
    wrapped = functions.ask("tag.getInfo", tag="rock", callback="jQuery_1$", **JSON)
    assert wrapped.text == f"jQuery_1$({plain.text})"
    assert wrapped.headers["Content-Type"] == "text/javascript"
    assert wrapped.headers["X-Cache"] == "HIT"
    assert functions.ask("tag.getInfo", tag="rock", **JSON).text == plain.text
    assert len(lastfm.log) == 1


@pytest.mark.parametrize("name", ["foo.bar", "angular.callbacks._0", "a" * 126 + ".b"])
def test_a_callback_may_be_a_dotted_name(functions: Functions, name: str) -> None:
    """AngularJS and others keep their functions inside objects, and Last.fm takes such names."""
    plain = functions.ask("tag.getInfo", tag="rock", **JSON)
    reply = functions.ask("tag.getInfo", tag="rock", callback=name, **JSON)
    assert (reply.status, reply.text) == (200, f"{name}({plain.text})")
    assert reply.headers["Content-Type"] == "text/javascript"


BAD_CALLBACKS = ["alert(1)", "1a", "a b", "", "ä", "a" * 129, "a\n"]
BAD_CALLBACKS += [".a", "a.", "a..b", "a.1", "a.b(1)", "a[0]", "a.b\n", "a." * 64 + "b"]


@pytest.mark.parametrize("callback", BAD_CALLBACKS)
def test_a_callback_is_a_functions_name(
    functions: Functions, lastfm: Simulator, callback: str
) -> None:
    """Whatever else could be a script is refused and not repeated, before anything is asked."""
    reply = functions.ask("tag.getInfo", tag="rock", callback=callback, api_key=API_KEY, **JSON)
    if callback:
        assert (reply.status, reply.json["error"]) == (400, 6)
        assert reply.headers["Content-Type"] == "application/json"
        assert lastfm.log == []
    else:
        assert reply.json["tag"]["name"] == "rock"


def test_what_the_client_holds_is_not_sent_again(functions: Functions) -> None:
    """If-None-Match is honoured here too, for JSON and XML each by its own tag."""
    query = {"method": "tag.getInfo", "tag": "rock"}
    tags = []
    for form in ({}, JSON):
        etag = functions.get("/2.0/", query | form).headers["ETag"]
        reply = functions.get("/2.0/", query | form, headers={"If-None-Match": etag})
        assert (reply.status, reply.text) == (304, "")
        tags.append(etag)
    assert len(set(tags)) == 2


def test_names_differ_by_every_letter(functions: Functions) -> None:
    """An answer that repeats the asked name is kept for those who wrote it just so."""
    for asked in ("radio", "RADIO"):
        reply = functions.ask("artist.search", artist=asked, **JSON)
        assert json.dumps(asked) in reply.text
        assert reply.headers["X-Cache"] == "MISS"


def test_jsonp_is_sent_whole_to_who_holds_the_json(functions: Functions) -> None:
    """A script that got 304 instead of its callback would never run: no 304 goes to JSONP."""
    query = {"method": "tag.getInfo", "tag": "rock", **JSON}
    plain = functions.get("/2.0/", query)
    for tag in (plain.headers["ETag"], "*"):
        wrapped = functions.get("/2.0/", {**query, "callback": "f"}, headers={"If-None-Match": tag})
        assert (wrapped.status, wrapped.text) == (200, f"f({plain.text})")
