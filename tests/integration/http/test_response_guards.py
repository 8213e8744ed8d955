"""Response guards: content types, security headers and size limits."""

import pytest

from local.simulator import SECOND_API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Reply

JSON = {"format": "json"}
SCRIPT = "<script>alert(1)</script>"


def check_guards(reply: Reply) -> None:
    """Fail when a response lacks a security header."""
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
def test_upstream_content_type_never_becomes_html(
    functions: Functions, lastfm: Simulator, content_type: str, key: dict[str, str], status: int
) -> None:
    """An answer goes out as XML or JSON, cached or not, whatever type Last.fm sent."""
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
            reply = functions.call_method("tag.getInfo", tag="rock", **form, **key)
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
def test_content_type_of_the_requested_format_is_passed_on(
    functions: Functions, lastfm: Simulator, form: dict[str, str], content_type: str
) -> None:
    """Clients get Last.fm's content type unchanged."""
    body = '{"tag":{}}' if form else "<lfm><tag/></lfm>"
    lastfm.faults.add(Fault("body", body=body, content_type=content_type))
    assert (
        functions.call_method("tag.getInfo", tag="a", **form).headers["Content-Type"]
        == content_type
    )


def test_every_response_has_the_security_headers(functions: Functions, lastfm: Simulator) -> None:
    """Answers, preflights, errors of every kind and 304 carry them."""
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
        functions.call_method("tag.getInfo", tag="rock", callback="f", **JSON),
        functions.get("/v1/listening/top/tracks"),
        functions.get("/v1/me"),
        functions.get("/v1/admin/keys"),
    ]
    lastfm.faults.add(Fault("html"))
    replies.append(functions.call_method("tag.getInfo", tag="pop"))
    for reply in replies:
        check_guards(reply)
    assert [reply.status for reply in replies] == [
        *(200, 304, 400, 204, 405, 204, 405, 200, 401, 401, 401, 500)
    ]


def test_responses_have_hsts_where_a_domain_is_configured(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strict-Transport-Security is sent only with a custom domain."""
    monkeypatch.setenv("CUSTOM_DOMAIN", "lastfm.example.org")
    for reply in (
        functions.call_method("chart.getTopTags"),
        functions.call_method("tag.getNothing"),
        functions.get("/2.0/", verb="OPTIONS"),
    ):
        assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"


QUOTES = {
    "json": (JSON, '{"tag":{"x":[' + '"",' * 1_400_000 + '""]}}'),
    "xml": ({}, "<lfm><tag>" + '"' * 4_200_000 + "</tag></lfm>"),
}


@pytest.mark.parametrize(("form", "body"), QUOTES.values(), ids=QUOTES)
@pytest.mark.parametrize("key", [{}, {"api_key": SECOND_API_KEY}], ids=("shared", "own key"))
def test_answer_too_large_for_lambda_is_an_error(
    functions: Functions, lastfm: Simulator, form: dict[str, str], body: str, key: dict[str, str]
) -> None:
    """4 MB that grow over 6 MB as JSON text are an error in the requested format, cached or not."""
    lastfm.faults.add(Fault("body", body=body, content_type=""))
    for _ in range(2):
        reply = functions.call_method("tag.getInfo", tag="rock", **form, **key)
        assert (reply.status, len(reply.text) < 1000) == (500, True)
        assert reply.text.startswith('{"error":8,' if form else "<?xml")
        assert "too large" in reply.text
        assert "Retry-After" not in reply.headers
    if form:
        rest = functions.get("/tag/getInfo", {"tag": "rock"})
        assert (rest.status, rest.json["error"]) == (502, 8)


def test_answer_that_fits_lambda_goes_out_whole(functions: Functions, lastfm: Simulator) -> None:
    """5 MB that do not grow as JSON text are no error."""
    body = '{"tag":{"x":"' + "x" * 5_000_000 + '"}}'
    lastfm.faults.add(Fault("body", body=body))
    reply = functions.call_method("tag.getInfo", tag="rock", **JSON)
    assert (reply.status, reply.text) == (200, body)
