"""The drop-in web service: what it takes, what it makes of it, and what it keeps."""

import base64
import json
from urllib.parse import parse_qsl, urlencode

import pytest

from lastfm_gateway.core.signature import sign
from lastfm_gateway.faces.webservice import PLACEHOLDER_KEY
from local.simulator import (
    API_KEY,
    PASSWORDS,
    SECOND_API_KEY,
    SECOND_SHARED_SECRET,
    SHARED_SECRET,
    Simulator,
    session_key,
)
from local.simulator.faults import Fault
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
            for extra in ({}, {"_": "1", "api_key": ""}, {"api_key": PLACEHOLDER_KEY})
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


def test_jsonp_wraps_errors_too(functions: Functions) -> None:
    """Errors of the gateway's and of Last.fm's come as a script, with their status."""
    unknown = functions.ask("tag.getNothing", callback="f", **JSON)
    assert (unknown.status, unknown.headers["Content-Type"]) == (400, "text/javascript")
    assert unknown.text.startswith('f({"error":3,')
    missing = functions.ask("tag.getInfo", callback="f", **JSON)
    assert missing.text.startswith('f({"error":6,')


@pytest.mark.parametrize("callback", ["a.b", "alert(1)", "1a", "a b", "", "ä", "a" * 129, "a\n"])
def test_a_callback_is_a_plain_identifier(
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


def test_upstreams_errors_go_through_as_they_are(functions: Functions, lastfm: Simulator) -> None:
    """Body, status and all, in either format; "not found" is kept for minutes, the rest is not."""
    gone = {"user": "nobody-at-all"}
    for form, start in ((JSON, '{"error":6,"message":"User not found"'), ({}, "<?xml")):
        replies = [functions.ask("user.getInfo", **gone, **form) for _ in range(2)]
        assert [reply.status for reply in replies] == [404, 404]
        assert replies[0].text.startswith(start)
        assert [reply.headers["X-Cache"] for reply in replies] == ["MISS", "HIT"]
        assert replies[1].headers["Cache-Control"].startswith("public, max-age=300,")
    lastfm.log.clear()
    for _ in range(2):
        old = functions.ask("geo.getTopArtists", **JSON)
        assert (old.status, old.json["error"], old.json["links"]) == (200, 6, [])
        hidden = functions.ask("user.getRecentTracks", user="hermit")
        assert (hidden.status, '<error code="17">' in hidden.text) == (403, True)
    assert len(lastfm.log) == 4


@pytest.mark.parametrize("form", [JSON, {}], ids=("json", "xml"))
@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault("html"), 500, 8),
        (Fault("html-200"), 500, 8),
        (Fault("truncated"), 500, 8),
        (Fault("empty"), 500, 8),
        (Fault("drop"), 500, 8),
        (Fault("wrong-user"), 500, 8),
        (Fault("error", code=8), 500, 8),
        (Fault("error", code=11), 503, 11),
        (Fault("error", code=29), 429, 29),
    ],
    ids=lambda value: f"{value.kind}-{value.code}" if isinstance(value, Fault) else "",
)
def test_a_fault_is_told_as_last_fm_would(  # noqa: PLR0913, PLR0917 (one row of the table)
    functions: Functions,
    lastfm: Simulator,
    fault: Fault,
    status: int,
    code: int,
    form: dict[str, str],
) -> None:
    """What is no answer becomes an error in the asked format, is not kept, and asks to wait."""
    lastfm.faults.add(fault)
    reply = functions.ask("user.getTopArtists", user="rj", **form)
    assert reply.status == status
    assert reply.headers["Cache-Control"] == "no-store"
    assert int(reply.headers["Retry-After"]) > 0
    if form:
        assert reply.json["error"] == code
        assert reply.headers["Content-Type"] == "application/json"
    else:
        assert f'<lfm status="failed"><error code="{code}">' in reply.text
        assert reply.headers["Content-Type"] == "text/xml; charset=UTF-8"


def test_the_limit_counts_and_speaks_the_asked_format(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Error 29 with Retry-After in XML; a caller's own key counts too, hits do not."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")
    functions.ask("chart.getTopTags")
    functions.ask("chart.getTopTags", api_key=SECOND_API_KEY)
    refused = functions.ask("chart.getTopTracks")
    assert refused.status == 429
    assert '<error code="29">' in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert functions.ask("chart.getTopTags").headers["X-Cache"] == "HIT"


def test_a_callers_own_key_goes_through_untouched(functions: Functions, lastfm: Simulator) -> None:
    """All parameters as they were sent, by the same verb, with its own signature; never cached."""
    sent = {
        "method": "user.getInfo",
        "api_key": SECOND_API_KEY,
        "sk": session_key("hermit", SECOND_API_KEY),
        "extra": "1",
    }
    sent["api_sig"] = sign(sent, SECOND_SHARED_SECRET)
    for verb in ("GET", "POST"):
        query, body = (sent | JSON, None) if verb == "GET" else (None, urlencode(sent | JSON))
        reply = functions.get("/2.0/", query, verb=verb, body=body)
        assert (reply.json["user"]["name"], reply.headers["X-Cache"]) == ("hermit", "BYPASS")
    assert [call.verb for call in lastfm.log] == ["GET", "POST"]
    for call in lastfm.log:
        assert set(call.parameters) == {*sent, "format"}
        assert (call.parameters["api_key"], call.parameters["extra"]) == (SECOND_API_KEY, "1")


def test_bad_keys_and_signatures_are_last_fms_to_refuse(
    functions: Functions, lastfm: Simulator
) -> None:
    """Error 10 for a key it does not know, 13 for a wrong signature, 6 for one without a key."""
    bad = functions.ask("artist.getInfo", **RADIOHEAD, api_key="f" * 32)
    assert (bad.status, '<error code="10">' in bad.text) == (403, True)
    wrong = functions.ask("user.getInfo", user="rj", api_key=API_KEY, api_sig="0" * 32, **JSON)
    assert (wrong.status, wrong.json["error"]) == (403, 13)
    keyless = functions.ask("user.getInfo", user="rj", api_sig="0" * 32, **JSON)
    assert (keyless.status, keyless.json["error"]) == (400, 6)
    assert len(lastfm.log) == 3


def test_a_session_is_signed_here(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What brings `sk` and no key gets the deployment's, and a signature that holds."""
    calls = []
    receive = lastfm.receive

    def spy(verb: str, query: str, body: bytes, headers: dict[str, str]) -> object:
        calls.append(query or body.decode())
        return receive(verb, query, body, headers)

    monkeypatch.setattr(lastfm, "receive", spy)
    for key in ({}, {"api_key": PLACEHOLDER_KEY, "api_sig": "made with no secret"}):
        reply = functions.ask(
            "user.getRecentTracks", sk=session_key("hermit"), user="hermit", **key
        )
        assert (reply.status, reply.headers["X-Cache"]) == (200, "BYPASS")
    for call in calls:
        sent = dict(parse_qsl(call))
        assert sent.pop("api_sig") == sign(sent, SHARED_SECRET)
        assert sent["api_key"] == API_KEY
    hidden = functions.ask("user.getRecentTracks", user="hermit", **JSON)
    assert (hidden.status, hidden.json["error"]) == (403, 17)


def test_what_is_to_be_signed_needs_a_session_or_a_signature(
    functions: Functions, lastfm: Simulator
) -> None:
    """Without either it is error 13, as at Last.fm; with the placeholder's it is signed here."""
    sent = {"method": "auth.getMobileSession", "username": "rj", "password": PASSWORDS["rj"]}
    refused = functions.post("/2.0/", **sent, **JSON)
    assert (refused.status, refused.json["error"]) == (403, 13)
    assert lastfm.log == []
    placeholder = {"api_key": PLACEHOLDER_KEY, "api_sig": "0" * 32}
    reply = functions.post("/2.0/", **sent, **placeholder, **JSON)
    assert reply.json["session"]["key"] == session_key("rj")


def test_an_unknown_method_is_last_fms_error_3(functions: Functions, lastfm: Simulator) -> None:
    """Known only by its absence: the bytes are what the simulator says, and it is not asked."""
    for form in (JSON, {}):
        ours = functions.ask("artist.getNothing", **form)
        own = functions.ask("artist.getNothing", api_key=API_KEY, **form)
        assert (ours.status, ours.text) == (own.status, own.text)
        assert ours.headers["Content-Type"] == own.headers["Content-Type"]
    assert {call.parameters["api_key"] for call in lastfm.log} == {API_KEY}
    assert len(lastfm.log) == 2
    assert functions.get("/2.0/").status == 400


def test_another_verb_is_refused(functions: Functions) -> None:
    """PUT is 405 in the asked format, OPTIONS is a preflight."""
    reply = functions.get("/2.0/", verb="PUT")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST, OPTIONS")
    assert "<lfm" in reply.text
    assert functions.get("/2.0/", verb="OPTIONS").status == 204


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
