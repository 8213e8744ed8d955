"""Formats of the simulator: JSON, XML and JSONP."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from local.simulator import API_KEY, PASSWORDS, session_key
from local.simulator.consent import authorise
from local.simulator.methods import METHODS
from tests.unit.simulator.in_process import EVERYTHING, NOW, InProcess

_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_QUERY = {
    **EVERYTHING,
    "tags": "a,b",
    "timestamp": str(NOW),
    "username": "rj",
    "password": PASSWORDS["rj"],
    "limit": "3",
}


def _leaves(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Flatten JSON to paths and texts, the same for every notation of lists and attributes."""
    if isinstance(value, dict):
        found = []
        for name, child in value.items():
            here = path if name in {"@attr", "#text"} else f"{path}/{name}"
            found += _leaves(child, here)
        return found
    if isinstance(value, list):
        return [leaf for child in value for leaf in _leaves(child, path)]
    text = "" if value is None else str(value).strip()
    return [(path, text)] if text else []


def _xml_leaves(element: ET.Element, path: str = "") -> list[tuple[str, str]]:
    """Flatten XML in the same way."""
    here = f"{path}/{element.tag.replace(_OPENSEARCH, 'opensearch:')}"
    found = [(f"{here}/{name}", text) for name, text in element.attrib.items() if text]
    if (element.text or "").strip():
        found.append((here, (element.text or "").strip()))
    return found + [leaf for child in element for leaf in _xml_leaves(child, here)]


@pytest.fixture(scope="module")
def reader() -> InProcess:
    """A client that only reads."""
    return InProcess()


def _both(method: str, reader: InProcess) -> tuple[Any, ET.Element]:
    """Call a method in JSON and in XML; writes get a new world each time."""
    bodies = []
    for form in ("json", "xml"):
        lastfm, query = InProcess() if METHODS[method].signed else reader, dict(_QUERY)
        if METHODS[method].session:
            query["sk"] = session_key("newcomer")
        if method == "auth.getsession":
            token = json.loads(lastfm.signed("auth.getToken").body)["token"]
            authorise(lastfm.service, f"api_key={API_KEY}&token={token}", NOW)
            query["token"] = token
        reply = lastfm.signed(method, **query, format=form)
        assert reply.status == 200
        bodies.append(reply.body)
    return json.loads(bodies[0]), ET.fromstring(bodies[1])  # noqa: S314 - our own XML


@pytest.mark.parametrize("method", METHODS)
def test_json_and_xml_hold_the_same_texts(method: str, reader: InProcess) -> None:
    """Every method has the same texts at the same paths in both formats."""
    in_json, in_xml = _both(method, reader)
    assert in_xml.tag == "lfm"
    assert in_xml.attrib == {"status": "ok"}
    xml = [leaf for child in in_xml for leaf in _xml_leaves(child)]
    assert sorted(_leaves(in_json)) == sorted(xml)


def test_xml_is_the_default(lastfm: InProcess) -> None:
    """Without a format the answer is XML with its declaration and type."""
    reply = lastfm.reply("artist.getInfo", artist="P!nk & Friends", format="")
    assert reply.content_type == "text/xml; charset=UTF-8"
    assert reply.body.startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<lfm status="ok"><artist>'
    )
    assert b"<name>P!nk &amp; Friends</name>" in reply.body


@pytest.mark.parametrize("track", ['The "Quoted" One', "Don't & Won't", "<Tag> \\ Back / Slash"])
def test_attributes_in_xml_are_escaped(reader: InProcess, track: str) -> None:
    """Quotes, ampersands and brackets in attributes come back as they were."""
    query = {"artist": "P!nk & Friends", "track": track, "format": "xml"}
    root = ET.fromstring(reader.reply("track.getTopTags", **query).body)  # noqa: S314 - our own XML
    assert root[0].attrib == {"artist": "P!nk & Friends", "track": track}


def test_xml_error_has_status_and_code(lastfm: InProcess) -> None:
    """The status is `failed`, and the code is an attribute."""
    reply = lastfm.reply("user.getInfo", user="nobody", format="xml")
    root = ET.fromstring(reply.body)  # noqa: S314 - our own XML
    assert (reply.status, root.attrib) == (404, {"status": "failed"})
    assert root[0].attrib == {"code": "6"}
    assert root[0].text == "User not found"


def test_raw_drops_the_lfm_element(lastfm: InProcess) -> None:
    """raw=true makes the method's own element the root."""
    reply = lastfm.reply("artist.getInfo", artist="Radiohead", format="xml", raw="true")
    assert ET.fromstring(reply.body).tag == "artist"  # noqa: S314 - our own XML


def test_empty_answer_is_an_empty_element(lastfm: InProcess) -> None:
    """Writes answer `<lfm status="ok" />` in XML and `{}` in JSON."""
    query = {"artist": "Radiohead", "track": "Creep", "sk": session_key("rj")}
    assert lastfm.signed("track.love", **query, format="xml").body.endswith(b'<lfm status="ok" />')
    assert lastfm.signed("track.love", **query).body == b"{}"


def test_jsonp_wraps_answers_and_errors(lastfm: InProcess) -> None:
    """With a callback both are JavaScript that calls it."""
    for query in ({"user": "rj"}, {"user": "nobody"}):
        plain = lastfm.reply("user.getInfo", **query)
        wrapped = lastfm.reply("user.getInfo", **query, callback="take")
        assert wrapped.content_type == "text/javascript"
        assert wrapped.body == b"take(" + plain.body + b")"
        assert wrapped.status == plain.status
