"""What a browser must not make of an answer: its type, its headers."""

import pytest

from local.simulator import SECOND_API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Reply

JSON = {"format": "json"}
SCRIPT = "<script>alert(1)</script>"


def check_guards(reply: Reply) -> None:
    """Fail when an answer lacks what none may go out without."""
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "Strict-Transport-Security" not in reply.headers


BAD_TYPES = [
    "text/html",
    "text/html; charset=utf-8",
    "image/svg+xml",
    "application/xhtml+xml",
    "text/javascript",
    "application/octet-stream",
    "text/xml; charset=utf-7",
    "application/json; charset=utf-7",
    "",
]


@pytest.mark.parametrize("content_type", BAD_TYPES)
@pytest.mark.parametrize("key", [{}, {"api_key": SECOND_API_KEY}], ids=("shared", "own key"))
@pytest.mark.parametrize("status", [200, 404])
def test_upstreams_type_is_never_a_page(
    functions: Functions, lastfm: Simulator, content_type: str, key: dict[str, str], status: int
) -> None:
    """An answer goes out as XML or JSON, whatever its type was said to be, cached or not."""
    error = '"error":6,"message":"Tag not found"' if status == 404 else '"tag":{}'
    inside = '<error code="6">Tag not found</error>' if status == 404 else "<tag/>"
    lfm = f'<lfm status="ok">{inside}<x><![CDATA[{SCRIPT}]]></x></lfm>'
    for form, body, expected in (
        (JSON, f'{{{error},"x":"{SCRIPT}"}}', "application/json"),
        ({}, lfm, "text/xml; charset=UTF-8"),
    ):
        lastfm.faults.add(
            Fault("body", body=body, content_type=content_type, status=status, times=1)
        )
        for _ in range(1 if key else 2):
            reply = functions.ask("tag.getInfo", tag="rock", **form, **key)
            assert (reply.status, reply.text) == (status, body)
            assert reply.headers["Content-Type"] == expected
            assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
            check_guards(reply)


@pytest.mark.parametrize(
    ("form", "content_type"),
    [
        (JSON, "application/json"),
        (JSON, "application/json; charset=UTF-8"),
        ({}, "text/xml; charset=UTF-8"),
        ({}, "application/xml"),
    ],
)
def test_a_type_of_the_asked_form_is_passed_on(
    functions: Functions, lastfm: Simulator, form: dict[str, str], content_type: str
) -> None:
    """Clients get the type that Last.fm sends, to the letter."""
    body = '{"tag":{}}' if form else "<lfm><tag/></lfm>"
    lastfm.faults.add(Fault("body", body=body, content_type=content_type))
    assert functions.ask("tag.getInfo", tag="a", **form).headers["Content-Type"] == content_type


def test_every_answer_is_guarded(functions: Functions, lastfm: Simulator) -> None:
    """Answers, preflights, errors of every kind and 304: each says that its type is its type."""
    first = functions.get("/tag/getInfo", {"tag": "rock"})
    tags = {"If-None-Match": first.headers["ETag"]}
    replies = [
        first,
        functions.get("/tag/getInfo", {"tag": "rock"}, headers=tags),
        functions.get("/tag/getInfo"),
        functions.get("/tag/getInfo", verb="OPTIONS"),
        functions.get("/tag/getInfo", verb="PUT"),
        functions.get("/2.0/", verb="OPTIONS"),
        functions.get("/2.0/", verb="PUT"),
        functions.ask("tag.getInfo", tag="rock", callback="f", **JSON),
        functions.get("/v1/listening/top/tracks"),
        functions.get("/v1/me"),
        functions.get("/v1/admin/keys"),
    ]
    lastfm.faults.add(Fault("html"))
    replies.append(functions.ask("tag.getInfo", tag="pop"))
    for reply in replies:
        check_guards(reply)
    assert [reply.status for reply in replies] == [
        *(200, 304, 400, 204, 405, 204, 405, 200, 401, 401, 401, 500)
    ]


def test_a_domain_is_https_for_good(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the deployment has a domain of its own, every answer says so."""
    monkeypatch.setenv("CUSTOM_DOMAIN", "lastfm.example.org")
    for reply in (
        functions.ask("chart.getTopTags"),
        functions.ask("tag.getNothing"),
        functions.get("/2.0/", verb="OPTIONS"),
    ):
        assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"


QUOTES = {
    "json": (JSON, '{"tag":{"x":[' + '"",' * 1_400_000 + '""]}}'),
    "xml": ({}, "<lfm><tag>" + '"' * 4_200_000 + "</tag></lfm>"),
}


@pytest.mark.parametrize(("form", "body"), QUOTES.values(), ids=QUOTES)
@pytest.mark.parametrize("key", [{}, {"api_key": SECOND_API_KEY}], ids=("shared", "own key"))
def test_what_lambda_cannot_hand_over_is_an_error(
    functions: Functions, lastfm: Simulator, form: dict[str, str], body: str, key: dict[str, str]
) -> None:
    """4 MB that grow over 6 as text within JSON: an error in the asked format, cached or not."""
    lastfm.faults.add(Fault("body", body=body, content_type=""))
    for _ in range(2):
        reply = functions.ask("tag.getInfo", tag="rock", **form, **key)
        assert (reply.status, len(reply.text) < 1000) == (500, True)
        assert reply.text.startswith('{"error":8,' if form else "<?xml")
        assert "too large" in reply.text
        assert "Retry-After" not in reply.headers
    if form:
        rest = functions.get("/tag/getInfo", {"tag": "rock"})
        assert (rest.status, rest.json["error"]) == (502, 8)


def test_what_lambda_can_hand_over_is_not(functions: Functions, lastfm: Simulator) -> None:
    """5 MB that do not grow go out whole."""
    body = '{"tag":{"x":"' + "x" * 5_000_000 + '"}}'
    lastfm.faults.add(Fault("body", body=body))
    reply = functions.ask("tag.getInfo", tag="rock", **JSON)
    assert (reply.status, reply.text) == (200, body)
