"""What an upstream answer means."""

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
    """Error 6 that says "not found" is told as 404."""
    with pytest.raises(UpstreamError) as raised:
        parse_json(200, json.dumps({"error": 6, "message": message}).encode())
    assert raised.value.status == 404


def test_error_six_that_says_something_else_is_400() -> None:
    """A page beyond the last is error 6 too, but nothing was looked for in vain."""
    with pytest.raises(UpstreamError) as raised:
        parse_json(400, b'{"error":6,"message":"no such page"}')
    assert raised.value.status == 400


@pytest.mark.parametrize("code", [8, 11, 16, 29])
def test_what_passes_says_when_to_come_back(code: int) -> None:
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
def test_what_is_no_answer_is_a_clean_502(body: bytes) -> None:
    """HTML, cut-off, empty, bare and too deep JSON are faults of the upstream."""
    with pytest.raises(UpstreamFault) as raised:
        parse_json(200, body)
    assert raised.value.status == 502
    assert raised.value.retry_after


def test_a_failing_status_without_an_error_is_a_fault() -> None:
    """A body that looks well does not make a 500 an answer."""
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
def test_another_users_data_is_known(answer: dict[str, object], about: bool) -> None:  # noqa: FBT001
    """`@attr.user`, or a profile's name, tells whose answer it is; case does not matter."""
    assert is_about(answer, "rj") is about
    assert is_about(answer, "RJ") is about
