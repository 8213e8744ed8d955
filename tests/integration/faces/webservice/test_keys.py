"""API keys, signatures and sessions at `/2.0/`."""

from urllib.parse import parse_qsl, urlencode

import pytest

from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY
from lastfm_gateway.lastfm.signature import sign
from local.simulator import (
    API_KEY,
    PASSWORDS,
    SECOND_API_KEY,
    SECOND_SHARED_SECRET,
    SHARED_SECRET,
    Simulator,
    session_key,
)
from tests.integration.conftest import Functions
from tests.support.tokens import auth_token

JSON = {"format": "json"}
RADIOHEAD = {"artist": "Radiohead"}


def test_call_with_an_own_key_is_passed_on_unchanged(
    functions: Functions, lastfm: Simulator
) -> None:
    """Verb, parameters and signature stay as sent, and nothing is cached."""
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


def test_bad_keys_and_signatures_get_last_fms_errors(
    functions: Functions, lastfm: Simulator
) -> None:
    """Error 10 for an unknown key, 13 for a bad signature, 6 for a signature without a key."""
    bad = functions.call_method("artist.getInfo", **RADIOHEAD, api_key="f" * 32)
    assert (bad.status, '<error code="10">' in bad.text) == (403, True)
    wrong = functions.call_method(
        "user.getInfo", user="rj", api_key=SECOND_API_KEY, api_sig="0" * 32, **JSON
    )
    assert (wrong.status, wrong.json["error"]) == (403, 13)
    keyless = functions.call_method("user.getInfo", user="rj", api_sig="0" * 32, **JSON)
    assert (keyless.status, keyless.json["error"]) == (400, 6)
    assert len(lastfm.log) == 3


def test_call_with_a_session_and_no_key_is_signed_here(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets the deployment's key and a valid signature."""
    calls = []
    receive = lastfm.receive

    def spy(verb: str, query: str, body: bytes, headers: dict[str, str]) -> object:
        calls.append(query or body.decode())
        return receive(verb, query, body, headers)

    monkeypatch.setattr(lastfm, "receive", spy)
    for key in ({}, {"api_key": PLACEHOLDER_KEY, "api_sig": "made with no secret"}):
        reply = functions.call_method(
            "user.getRecentTracks", sk=session_key("hermit"), user="hermit", **key
        )
        assert (reply.status, reply.headers["X-Cache"]) == (200, "BYPASS")
    for call in calls:
        sent = dict(parse_qsl(call))
        assert sent.pop("api_sig") == sign(sent, SHARED_SECRET)
        assert sent["api_key"] == API_KEY
    hidden = functions.call_method("user.getRecentTracks", user="hermit", **JSON)
    assert (hidden.status, hidden.json["error"]) == (403, 17)


def test_signed_method_needs_a_session_or_a_signature(
    functions: Functions, lastfm: Simulator
) -> None:
    """Without either it is error 13; with the placeholder's signature it is signed here."""
    sent = {"method": "auth.getMobileSession", "username": "rj", "password": PASSWORDS["rj"]}
    refused = functions.post("/2.0/", **sent, **JSON)
    assert (refused.status, refused.json["error"]) == (403, 13)
    assert lastfm.log == []
    placeholder = {"api_key": PLACEHOLDER_KEY, "api_sig": "0" * 32}
    reply = functions.post("/2.0/", **sent, **placeholder, **JSON)
    assert reply.json["session"]["key"] == session_key("rj")


@pytest.mark.parametrize("form", [JSON, {}], ids=["json", "xml"])
def test_password_login_of_old_clients(
    functions: Functions, lastfm: Simulator, form: dict[str, str]
) -> None:
    """`authToken` with the placeholder key is signed here, sent once and paid for as any call."""
    sent = {
        "method": "auth.getMobileSession",
        "username": "rj",
        "authToken": auth_token("rj", PASSWORDS["rj"]),
        "api_key": PLACEHOLDER_KEY,
        "api_sig": "0" * 32,
    }
    reply = functions.post("/2.0/", **sent, **form)
    assert (reply.status, reply.headers["X-RateLimit-Remaining"]) == (200, "99")
    assert session_key("rj") in reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    wrong = functions.post("/2.0/", **sent | {"authToken": "0" * 32}, **form)
    assert wrong.status == 403
    neither = {name: value for name, value in sent.items() if name != "authToken"}
    assert functions.post("/2.0/", **neither, **form).status == 400
    assert [call.verb for call in lastfm.log] == ["POST"] * 3
