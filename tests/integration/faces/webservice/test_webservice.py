"""The drop-in web service: parameters, formats and caching."""

import base64
import json
from urllib.parse import urlencode

import pytest

from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY
from local.simulator import (
    API_KEY,
    Simulator,
)
from tests.integration.conftest import Functions

JSON = {"format": "json"}
RADIOHEAD = {"artist": "Radiohead"}


@pytest.mark.parametrize("path", ["/2.0", "/2.0/"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_query_and_body_are_merged(functions: Functions, path: str, content_type: str) -> None:
    """The body is a form whatever its content type; the body and the last value win."""
    reply = functions.get(
        path,
        {"method": "ARTIST.GETINFO", "artist": ["Nobody", "Portishead"], "format": "xml"},
        verb="POST",
        headers={"Content-Type": content_type},
        body="artist=Nobody&artist=Radiohead&format=json",
    )
    assert reply.status == 200
    assert reply.json["artist"]["name"] == "Radiohead"


def test_base64_body_is_decoded(functions: Functions) -> None:
    """API Gateway may hand over a form as base64."""
    body = base64.b64encode(urlencode({"method": "artist.getInfo", **RADIOHEAD}).encode()).decode()
    reply = functions.get("/2.0/", verb="POST", body=body, is_base64=True)
    assert "<name>Radiohead</name>" in reply.text


def test_xml_is_the_default(functions: Functions) -> None:
    """Without `format=json` the answer is XML with Last.fm's content type; raw drops `<lfm>`."""
    reply = functions.call_method("chart.getTopTags", limit="1")
    assert reply.headers["Content-Type"] == "text/xml; charset=UTF-8"
    assert '<lfm status="ok"><tags ' in reply.text
    raw = functions.call_method("chart.getTopTags", limit="1", raw="true")
    assert "<lfm" not in raw.text
    assert raw.text.count("<tags ") == 1


def test_json_and_xml_have_separate_entries(functions: Functions, lastfm: Simulator) -> None:
    """Each format takes one call; undeclared parameters change nothing."""
    for form in ({}, JSON):
        uses = [
            functions.call_method("artist.getInfo", **RADIOHEAD, **form, **extra).headers["X-Cache"]
            for extra in ({}, {"_": "1", "api_key": "", "sk": ""}, {"api_key": PLACEHOLDER_KEY})
        ]
        assert uses == ["MISS", "HIT", "HIT"]
    assert [call.parameters.get("format") for call in lastfm.log] == ["json", None][::-1]
    assert {call.parameters["api_key"] for call in lastfm.log} == {API_KEY}
    assert all(
        set(call.parameters) <= {"method", "artist", "api_key", "format"} for call in lastfm.log
    )


def test_no_defaults_are_added(functions: Functions, lastfm: Simulator) -> None:
    """Last.fm's own defaults apply: autocorrect is sent only if the client sends it."""
    functions.call_method("artist.getSimilar", **RADIOHEAD)
    assert set(lastfm.log[0].parameters) == {"method", "artist", "api_key"}


def test_jsonp_wraps_the_cached_json(functions: Functions, lastfm: Simulator) -> None:
    """Callers share the JSON, and the callback never goes upstream."""
    plain = functions.call_method("tag.getInfo", tag="rock", **JSON)
    wrapped = functions.call_method("tag.getInfo", tag="rock", callback="jQuery_1$", **JSON)
    assert wrapped.text == f"jQuery_1$({plain.text})"
    assert wrapped.headers["Content-Type"] == "text/javascript"
    assert wrapped.headers["X-Cache"] == "HIT"
    assert functions.call_method("tag.getInfo", tag="rock", **JSON).text == plain.text
    assert len(lastfm.log) == 1


@pytest.mark.parametrize("name", ["foo.bar", "angular.callbacks._0", "a" * 126 + ".b"])
def test_callback_may_be_a_dotted_name(functions: Functions, name: str) -> None:
    """AngularJS and others keep their functions inside objects."""
    plain = functions.call_method("tag.getInfo", tag="rock", **JSON)
    reply = functions.call_method("tag.getInfo", tag="rock", callback=name, **JSON)
    assert (reply.status, reply.text) == (200, f"{name}({plain.text})")
    assert reply.headers["Content-Type"] == "text/javascript"


BAD_CALLBACKS = ["alert(1)", "1a", "a b", "", "ä", "a" * 129, "a\n"]
BAD_CALLBACKS += [".a", "a.", "a..b", "a.1", "a.b(1)", "a[0]", "a.b\n", "a." * 64 + "b"]


@pytest.mark.parametrize("callback", BAD_CALLBACKS)
def test_invalid_callback_is_refused(
    functions: Functions, lastfm: Simulator, callback: str
) -> None:
    """Anything else that might be script is neither called nor echoed."""
    reply = functions.call_method(
        "tag.getInfo", tag="rock", callback=callback, api_key=API_KEY, **JSON
    )
    if callback:
        assert (reply.status, reply.json["error"]) == (400, 6)
        assert reply.headers["Content-Type"] == "application/json"
        assert lastfm.log == []
    else:
        assert reply.json["tag"]["name"] == "rock"


def test_matching_if_none_match_gets_304(functions: Functions) -> None:
    """JSON and XML have ETags of their own."""
    query = {"method": "tag.getInfo", "tag": "rock"}
    tags = []
    for form in ({}, JSON):
        etag = functions.get("/2.0/", query | form).headers["ETag"]
        reply = functions.get("/2.0/", query | form, headers={"If-None-Match": etag})
        assert (reply.status, reply.text) == (304, "")
        tags.append(etag)
    assert len(set(tags)) == 2


def test_names_in_another_case_have_separate_entries(functions: Functions) -> None:
    """An answer that repeats the name is cached for that exact spelling."""
    for name in ("radio", "RADIO"):
        reply = functions.call_method("artist.search", artist=name, **JSON)
        assert json.dumps(name) in reply.text
        assert reply.headers["X-Cache"] == "MISS"


def test_jsonp_never_gets_304(functions: Functions) -> None:
    """A 304 would not run the callback."""
    query = {"method": "tag.getInfo", "tag": "rock", **JSON}
    plain = functions.get("/2.0/", query)
    for tag in (plain.headers["ETag"], "*"):
        wrapped = functions.get("/2.0/", {**query, "callback": "f"}, headers={"If-None-Match": tag})
        assert (wrapped.status, wrapped.text) == (200, f"f({plain.text})")
