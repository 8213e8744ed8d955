"""Errors in Last.fm's XML responses."""

import contextlib
import time

import pytest

from lastfm_gateway.errors import UpstreamError, UpstreamFault, UpstreamTimeout
from lastfm_gateway.lastfm.error_parsing import is_about
from lastfm_gateway.lastfm.xml_errors import parse_xml

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize("frame", ['<lfm status="ok">{}</lfm>', "{}"], ids=["lfm", "raw"])
def test_answer_is_read_with_its_element_and_user(frame: str) -> None:
    """Element, user and name are found with and without `<lfm>`."""
    lists = parse_xml(200, (HEAD + frame.format('<toptags user="rj"><tag/></toptags>')).encode())
    assert list(lists) == ["toptags"]
    assert (is_about(lists, "RJ"), is_about(lists, "hermit")) == (True, False)
    profile = "<user><id>1</id><name>r&amp;j</name><x><name>other</name></x></user>"
    assert is_about(parse_xml(200, frame.format(profile).encode()), "R&J")


def test_empty_answer_is_valid() -> None:
    """A write is answered with `<lfm>` alone."""
    assert parse_xml(200, f'{HEAD}<lfm status="ok" />'.encode()) == {}


@pytest.mark.parametrize("status", [200, 404])
def test_error_is_read_whatever_the_status(status: int) -> None:
    """Code and message are Last.fm's own, and "not found" is recognised."""
    body = f'{HEAD}<lfm status="failed"><error code="6">User not found</error></lfm>'
    with pytest.raises(UpstreamError) as raised:
        parse_xml(status, body.encode())
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
def test_malformed_response_is_a_fault(status: int, body: bytes) -> None:
    """Nothing of it is passed on or stored."""
    with pytest.raises(UpstreamFault):
        parse_xml(status, body)


FORBIDDEN = {
    "U+FFFE": b"\xef\xbf\xbe",
    "U+FFFF": b"\xef\xbf\xbf",
    "U+0008": b"\x08",
    "U+0000": b"\x00",
    "a reference": b"&#8;",
    "a hexadecimal reference": b"&#xFFFE;",
    "a reference to a surrogate": b"&#55296;",
}


@pytest.mark.parametrize("found", FORBIDDEN.values(), ids=FORBIDDEN)
def test_forbidden_characters_are_no_fault(found: bytes) -> None:
    """Last.fm sends characters that XML forbids: the rest of the answer is read."""
    body = (
        b'<lfm status="ok"><user a="' + found + b'"><name>r' + found + b"j&amp;</name></user></lfm>"
    )
    assert parse_xml(200, body)["user"]["name"] == "r?j&"


def test_allowed_characters_keep_their_meaning() -> None:
    """So do references to tabs, letters and emoji beside a forbidden one."""
    body = b"<user><name>&#9;&#x41;&#128512;\x08</name></user>"
    assert parse_xml(200, body)["user"]["name"] == "\tA\U0001f600?"


@pytest.mark.parametrize(
    "body", [b"<lfm><a\x08b/></lfm>", b"<lfm>\x08", b"\x08"], ids=["in a name", "cut off", "alone"]
)
def test_malformed_xml_with_a_forbidden_character_is_a_fault(body: bytes) -> None:
    """Removing the character does not make it well-formed."""
    with pytest.raises(UpstreamFault):
        parse_xml(200, body)


SIZE = 5 * 2**20
HEAVY = {
    "newlines in the answer": b'<lfm status="ok"><x>' + b"\n" * SIZE + b"</x></lfm>",
    "newlines in a name": b"<user><name>" + b"\n" * SIZE + b"</name></user>",
    "a forbidden character and references": b"<user>\x08" + b"&#8;" * (SIZE // 4) + b"</user>",
    "one attribute": b'<user a="' + b"x" * SIZE + b'"/>',
    "deep": b"<a>" * (SIZE // 8) + b"</a>" * (SIZE // 8),
    "an error": b'<lfm><error code="6">' + b"x\n" * (SIZE // 2) + b"</error></lfm>",
}


@pytest.mark.parametrize("body", HEAVY.values(), ids=HEAVY)
def test_parsing_takes_linear_time(body: bytes) -> None:
    """5 MB of anything take seconds of processor time at most."""
    started = time.process_time()
    with contextlib.suppress(UpstreamError):
        parse_xml(200, body)
    assert time.process_time() - started < 5


def test_long_error_message_is_truncated() -> None:
    """The kept text has a limit."""
    with pytest.raises(UpstreamError) as raised:
        parse_xml(200, HEAVY["an error"])
    assert len(raised.value.message) <= 2000


def test_response_with_many_elements_is_a_fault() -> None:
    """An answer has one element, and a million of them are not kept."""
    body = b"<lfm>" + b"".join(b"<a%d/>" % number for number in range(100_000)) + b"</lfm>"
    with pytest.raises(UpstreamFault):
        parse_xml(200, body)


def test_parsing_stops_at_the_deadline() -> None:
    """The clock is read between two chunks, and a late answer is a timeout."""
    asked: list[None] = []

    def is_late() -> bool:
        asked.append(None)
        return len(asked) == 3

    with pytest.raises(UpstreamTimeout):
        parse_xml(200, b"<user>" + b"\n" * SIZE + b"</user>", is_late)
    assert len(asked) == 3
