"""What an XML answer means."""

import pytest

from lastfm_gateway.core.verdict import is_about
from lastfm_gateway.core.xml_verdict import read_xml
from lastfm_gateway.errors import UpstreamError, UpstreamFault

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize("frame", ['<lfm status="ok">{}</lfm>', "{}"], ids=["lfm", "raw"])
def test_an_answer_is_known_by_its_element_and_user(frame: str) -> None:
    """The element, its user and its name are read, with the frame around them or without."""
    lists = read_xml(200, (HEAD + frame.format('<toptags user="rj"><tag/></toptags>')).encode())
    assert list(lists) == ["toptags"]
    assert (is_about(lists, "RJ"), is_about(lists, "hermit")) == (True, False)
    profile = "<user><id>1</id><name>r&amp;j</name><x><name>other</name></x></user>"
    assert is_about(read_xml(200, frame.format(profile).encode()), "R&J")


def test_an_empty_answer_is_one() -> None:
    """A write is answered with nothing but the frame."""
    assert read_xml(200, f'{HEAD}<lfm status="ok" />'.encode()) == {}


@pytest.mark.parametrize("status", [200, 404])
def test_an_error_is_known_whatever_the_status(status: int) -> None:
    """Its code and message are Last.fm's own; "not found" is told from what else is wrong."""
    body = f'{HEAD}<lfm status="failed"><error code="6">User not found</error></lfm>'
    with pytest.raises(UpstreamError) as raised:
        read_xml(status, body.encode())
    assert (raised.value.code, raised.value.message) == (6, "User not found")
    assert raised.value.status == 404


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b'{"artist":{}}'),
        (200, b"<html><body>hello</body></html>"),
        (200, b'<lfm status="ok"><artist>'),
        (200, b'<lfm status="ok"><artist>\xff</artist></lfm>'),
        (502, b'<lfm status="ok"><artist/></lfm>'),
        (200, b'<!DOCTYPE a [<!ENTITY b "c">]><lfm status="ok"><artist>&b;</artist></lfm>'),
        (200, b'<lfm status="failed"><error>who knows</error></lfm>'),
    ],
    ids=["empty", "json", "html", "cut off", "not utf-8", "status", "entities", "no code"],
)
def test_what_is_no_answer_is_a_fault(status: int, body: bytes) -> None:
    """Nothing of it is passed on or stored."""
    with pytest.raises(UpstreamFault):
        read_xml(status, body)
