"""Errors in Last.fm's JSON responses."""

import json

import pytest

from lastfm_gateway.errors import UpstreamError, UpstreamFault
from lastfm_gateway.lastfm.error_parsing import is_about, parse_json


@pytest.mark.parametrize(
    ("code", "status"),
    [
        *((code, 400) for code in (2, 3, 5, 6, 7)),
        *((code, 403) for code in (4, 9, 10, 13, 14, 15, 17, 26)),
        (8, 502),
        (11, 503),
        (16, 503),
        (29, 429),
        (99, 502),
    ],
)
@pytest.mark.parametrize("sent_status", [200, 400, 500])
def test_each_code_has_its_status(code: int, status: int, sent_status: int) -> None:
    """The code decides, whatever status Last.fm sent with it."""
    body = json.dumps({"error": code, "message": "No", "links": []}).encode()
    with pytest.raises(UpstreamError) as raised:
        parse_json(sent_status, body)
    assert (raised.value.status, raised.value.code, raised.value.message) == (status, code, "No")


@pytest.mark.parametrize(
    "message",
    ["The artist you supplied could not be found", "User not found", "Album not found"],
)
def test_not_found_is_404(message: str) -> None:
    """Error 6 with "not found" in its message is 404."""
    with pytest.raises(UpstreamError) as raised:
        parse_json(200, json.dumps({"error": 6, "message": message}).encode())
    assert raised.value.status == 404


def test_error_6_with_another_message_is_400() -> None:
    """A page beyond the last is error 6 too, but no missing item."""
    with pytest.raises(UpstreamError) as raised:
        parse_json(400, b'{"error":6,"message":"no such page"}')
    assert raised.value.status == 400


@pytest.mark.parametrize("code", [8, 11, 16, 29])
def test_transient_errors_have_retry_after(code: int) -> None:
    """Errors that pass by themselves carry a Retry-After."""
    with pytest.raises(UpstreamError) as raised:
        parse_json(200, json.dumps({"error": code, "message": "later"}).encode())
    assert raised.value.retry_after


@pytest.mark.parametrize(
    "body",
    [
        b"<html>502 Bad Gateway</html>",
        b'{"artist":{"name":',
        b"",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b'{"x": NaN}',
        b'{"error": "six"}',
        b"[" * 100_000,
    ],
)
def test_malformed_response_is_502(body: bytes) -> None:
    """HTML, truncated, empty, bare and too deep JSON are faults of the upstream."""
    with pytest.raises(UpstreamFault) as raised:
        parse_json(200, body)
    assert raised.value.status == 502
    assert raised.value.retry_after


def test_failing_status_without_an_error_is_a_fault() -> None:
    """A valid body does not make a 500 an answer."""
    with pytest.raises(UpstreamFault):
        parse_json(500, b'{"artist":{}}')


@pytest.mark.parametrize(
    ("answer", "about"),
    [
        ({"recenttracks": {"track": [], "@attr": {"user": "RJ"}}}, True),
        ({"recenttracks": {"track": [], "@attr": {"user": "someone"}}}, False),
        ({"user": {"name": "rj"}}, True),
        ({"user": {"name": "someone"}}, False),
        ({"artists": {"artist": []}}, True),
        ({"artists": "", "odd": ["list"]}, True),
        ({"artist": {"name": "Radiohead"}}, True),
        ({"artist": {"name": "Radiohead", "@attr": {"user": "someone"}}}, False),
        ({"user": {"name": "someone", "@attr": {"user": "rj"}}}, True),
        ({"odd": "first", "lovedtracks": {"@attr": {"user": "someone"}}}, False),
        ({"one": {"@attr": {"user": "rj"}}, "two": {"@attr": {"user": "someone"}}}, False),
        ({"recenttracks": {"@attr": {"user": " RJ "}}}, True),
        ({"recenttracks": {"@attr": ["someone"]}}, True),
        ({"recenttracks": {"@attr": {"user": 7}}}, True),
    ],
)
def test_answer_about_another_user_is_recognised(answer: dict[str, object], about: bool) -> None:  # noqa: FBT001
    """`@attr.user`, or a profile's name, is compared without regard to case."""
    assert is_about(answer, "rj") is about
    assert is_about(answer, "RJ") is about
