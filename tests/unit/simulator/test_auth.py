"""Signatures, tokens and sessions of the simulator."""

import hashlib
import json

import pytest

from local.simulator import (
    API_KEY,
    PASSWORDS,
    SECOND_API_KEY,
    SECOND_SHARED_SECRET,
    SHARED_SECRET,
    session_key,
    sign,
)
from local.simulator.consent import authorise
from local.simulator.methods import METHODS
from local.simulator.reply import Reply
from local.simulator.service import Request
from tests.unit.simulator.in_process import EVERYTHING, NOW, InProcess


def _outcome(reply: Reply) -> tuple[int, int | None]:
    return reply.status, json.loads(reply.body).get("error")


def test_signature_covers_names_in_byte_order() -> None:
    """artist[10] comes before artist[1]; format, callback and api_sig are left out; UTF-8."""
    parameters = {"artist[1]": "b", "artist[10]": "ö", "Z": "1", "a": "2", "format": "json"}
    text = "Z1a2artist[10]öartist[1]bs3cret"
    expected = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    assert sign({**parameters, "callback": "f", "api_sig": "x"}, "s3cret") == expected


@pytest.mark.parametrize("method", [m.name for m in METHODS.values() if m.signed])
def test_invalid_signature_is_error_13(lastfm: InProcess, method: str) -> None:
    """Every signed method refuses a missing and a wrong signature."""
    form = {"method": method, "api_key": API_KEY, "format": "json", "sk": session_key("rj")}
    for signature in ({}, {"api_sig": "0" * 32}):
        request = Request("POST", {}, {**form, **signature})
        assert _outcome(lastfm.service.answer(request, NOW)) == (403, 13)


def test_signature_in_capitals_is_valid(lastfm: InProcess) -> None:
    """Hexadecimal digits may have either case."""
    form = {"method": "auth.getToken", "api_key": API_KEY, "format": "json"}
    form["api_sig"] = sign(form, SHARED_SECRET).upper()
    assert _outcome(lastfm.service.answer(Request("GET", form, {}), NOW)) == (200, None)


def test_wrong_signature_on_a_read_is_error_13(lastfm: InProcess) -> None:
    """A read needs no signature, but if there is one it must be right."""
    assert _outcome(lastfm.reply("user.getInfo", user="rj", api_sig="0" * 32)) == (403, 13)


def _token(lastfm: InProcess) -> str:
    return str(json.loads(lastfm.signed("auth.getToken").body)["token"])


def test_token_becomes_a_session_once(lastfm: InProcess) -> None:
    """An unauthorised token is error 14, a used one is unknown (4)."""
    token = _token(lastfm)
    assert _outcome(lastfm.signed("auth.getSession", token=token)) == (403, 14)
    page = authorise(lastfm.service, f"api_key={API_KEY}&token={token}&user=hermit", NOW)
    assert page.status == 200
    session = json.loads(lastfm.signed("auth.getSession", token=token).body)["session"]
    assert session == {"subscriber": 0, "name": "hermit", "key": session_key("hermit")}
    assert _outcome(lastfm.signed("auth.getSession", token=token)) == (403, 4)


def test_tokens_live_for_an_hour(lastfm: InProcess) -> None:
    """A token works for 60 minutes and is error 15 a second later."""
    token = _token(lastfm)
    authorise(lastfm.service, f"api_key={API_KEY}&token={token}", NOW)
    lastfm.now += 3601
    assert _outcome(lastfm.signed("auth.getSession", token=token)) == (403, 15)
    lastfm.now -= 1
    assert _outcome(lastfm.signed("auth.getSession", token=token)) == (200, None)


def test_unknown_token_is_error_4(lastfm: InProcess) -> None:
    """It can be neither redeemed nor authorised."""
    assert _outcome(lastfm.signed("auth.getSession", token="f" * 32)) == (403, 4)
    assert authorise(lastfm.service, f"api_key={API_KEY}&token=f", NOW).status == 403


def test_callback_gets_an_authorised_token(lastfm: InProcess) -> None:
    """The page redirects to `cb` with a token, whatever its query has already."""
    query = f"api_key={API_KEY}&user=rj&cb=https%3A%2F%2Fapp.example%2Fback%3Fa%3D1"
    reply = authorise(lastfm.service, query, NOW)
    place, _, token = reply.location.partition("&token=")
    assert (reply.status, place) == (302, "https://app.example/back?a=1")
    session = json.loads(lastfm.signed("auth.getSession", token=token).body)["session"]
    assert session["name"] == "rj"


def test_consent_page_refuses_unknown_applications(lastfm: InProcess) -> None:
    """An unknown key authorises nothing."""
    assert authorise(lastfm.service, "api_key=bad&cb=https://app.example", NOW).status == 403


def test_password_becomes_a_session(lastfm: InProcess) -> None:
    """auth.getMobileSession takes a user's password, and refuses another with error 4."""
    reply = lastfm.signed("auth.getMobileSession", username="rj", password=PASSWORDS["rj"])
    assert json.loads(reply.body)["session"]["key"] == session_key("rj")
    reply = lastfm.signed("auth.getMobileSession", username="rj", password="wrong")
    assert _outcome(reply) == (403, 4)


def test_password_must_be_in_the_body_of_a_post(lastfm: InProcess) -> None:
    """A GET is refused, and so is a POST with the password in its query."""
    parameters = {"username": "rj", "password": PASSWORDS["rj"]}
    form = {"method": "auth.getMobileSession", "api_key": API_KEY, "format": "json", **parameters}
    form["api_sig"] = sign(form, SHARED_SECRET)
    for verb in ("GET", "POST"):
        assert _outcome(lastfm.service.answer(Request(verb, form, {}), NOW)) == (403, 4)
    assert _outcome(lastfm.service.answer(Request("POST", {}, form), NOW)) == (200, None)


def test_session_keys_belong_to_an_application(lastfm: InProcess) -> None:
    """A session key works with the application that got it, and is error 9 with another."""
    parameters = {"method": "user.getInfo", "sk": session_key("rj"), "format": "json"}
    for api_key, secret, outcome in (
        (API_KEY, SHARED_SECRET, (200, None)),
        (SECOND_API_KEY, SECOND_SHARED_SECRET, (403, 9)),
    ):
        query = {**parameters, "api_key": api_key}
        query["api_sig"] = sign(query, secret)
        assert _outcome(lastfm.service.answer(Request("GET", query, {}), NOW)) == outcome


@pytest.mark.parametrize("method", [m.name for m in METHODS.values() if m.session])
def test_writes_need_a_session_and_post(lastfm: InProcess, method: str) -> None:
    """A bad session key is error 9; a write by GET is error 4."""
    parameters = {**EVERYTHING, "tags": "a", "timestamp": str(NOW)}
    assert _outcome(lastfm.signed(method, **parameters, sk="bad")) == (403, 9)
    assert _outcome(lastfm.signed(method, **parameters)) == (403, 9)
    query = {"method": method, "api_key": API_KEY, "format": "json", "sk": session_key("rj")}
    query["api_sig"] = sign({**query, **parameters}, SHARED_SECRET)
    request = Request("GET", {**query, **parameters}, {})
    assert _outcome(lastfm.service.answer(request, NOW)) == (403, 4)


def test_parameters_of_a_write_may_be_in_the_query_of_a_post(lastfm: InProcess) -> None:
    """Some clients send all of them there."""
    query = {"method": "track.love", "artist": "Radiohead", "track": "Airbag", "format": "json"}
    query |= {"api_key": API_KEY, "sk": session_key("newcomer")}
    query["api_sig"] = sign(query, SHARED_SECRET)
    assert _outcome(lastfm.service.answer(Request("POST", query, {}), NOW)) == (200, None)
    loved = lastfm.json("user.getLovedTracks", user="newcomer")["lovedtracks"]["track"]
    assert [track["name"] for track in loved] == ["Airbag"]
