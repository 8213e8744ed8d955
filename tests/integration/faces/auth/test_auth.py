"""Signing in: tokens, sessions, passwords, and where the user is sent."""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import pytest

from local.simulator import API_KEY, PASSWORDS, Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, sign_in


def _token(lastfm: Simulator, *, authorised: bool = True) -> str:
    user = "rj" if authorised else None
    return lastfm.service.world.tokens.issue(API_KEY, int(time.time()), user)


def test_a_token_becomes_a_session_once(functions: Functions, lastfm: Simulator) -> None:
    """The call is signed here; the answer is never stored, and a used token is refused."""
    token = _token(lastfm)
    reply = functions.get("/auth/getSession", {"token": token})
    assert reply.status == 200
    assert reply.json["session"] == {"subscriber": 1, "name": "rj", "key": session_key("rj")}
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Cache"] == "BYPASS"
    assert reply.headers["X-RateLimit-Remaining"] == "99"
    again = functions.get("/auth/getSession", {"token": token})
    assert (again.status, again.json["error"]) == (403, 4)


def test_an_unauthorised_token_is_403(functions: Functions, lastfm: Simulator) -> None:
    """A token that its user has not authorised yet is error 14."""
    reply = functions.get("/auth/getSession", {"token": _token(lastfm, authorised=False)})
    assert (reply.status, reply.json["error"]) == (403, 14)


def test_a_signed_call_is_sent_once(functions: Functions, lastfm: Simulator) -> None:
    """A token works once, so a call that broke is not sent again."""
    lastfm.faults.add(Fault("drop"))
    assert functions.get("/auth/getSession", {"token": "x" * 32}).status == 502
    assert len(lastfm.log) == 1


def test_a_password_is_taken_in_a_body(functions: Functions, lastfm: Simulator) -> None:
    """A mobile session comes by POST, whatever the Content-Type says, and goes on by POST."""
    body = urlencode({"username": "hermit", "password": PASSWORDS["hermit"]})
    reply = functions.get(
        "/auth/getMobileSession", verb="POST", body=body, headers={"Content-Type": "text/plain"}
    )
    assert reply.status == 200
    assert reply.json["session"]["key"] == session_key("hermit")
    assert [call.verb for call in lastfm.log] == ["POST"]


def test_a_wrong_password_is_403(functions: Functions) -> None:
    """Last.fm's error 4 is told as what it is."""
    body = urlencode({"username": "rj", "password": "wrong"})
    reply = functions.get("/auth/getMobileSession", verb="POST", body=body)
    assert (reply.status, reply.json["error"]) == (403, 4)


@pytest.mark.parametrize(
    "body", ["", "username=rj", "username=&password=x", "username=a&username=b&password=c"]
)
def test_a_bad_body_is_refused_here(functions: Functions, lastfm: Simulator, body: str) -> None:
    """Missing, blank and doubled parameters of a body are named, and nothing is called."""
    reply = functions.get("/auth/getMobileSession", verb="POST", body=body)
    assert (reply.status, reply.json["error"]) == (400, 6)
    assert lastfm.log == []


def test_a_password_in_a_query_is_refused(functions: Functions, lastfm: Simulator) -> None:
    """The contract's GET is answered with the reason: Last.fm takes it by POST alone."""
    reply = functions.get(
        "/auth/getMobileSession", {"username": "rj", "password": "hunter2hunter2"}
    )
    assert (reply.status, reply.json["error"]) == (400, 6)
    assert "POST" in reply.json["message"]
    assert "hunter2" not in reply.text
    assert lastfm.log == []


def test_the_sign_in_address_is_encoded(functions: Functions, lastfm: Simulator) -> None:
    """The callback arrives at Last.fm as it was given; nothing is called or spent."""
    callback = "https://example.org/back?a=1&b=ü"
    reply = functions.get("/auth/url", {"callback_url": callback})
    address = urlsplit(reply.json["auth_url"])
    assert (address.scheme, address.netloc, address.path) == ("https", "www.last.fm", "/api/auth/")
    assert parse_qs(address.query) == {"api_key": [API_KEY], "cb": [callback]}
    assert reply.headers["X-RateLimit-Remaining"] == "100"
    assert reply.headers["Cache-Control"] == "no-store"
    assert lastfm.log == []


def test_signing_in_comes_back_here_by_default(functions: Functions, lastfm: Simulator) -> None:
    """The user returns to this deployment, which answers with the session."""
    reply = sign_in(functions, _token(lastfm))
    assert reply.json["session"]["name"] == "rj"
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "callback",
    [
        *("javascript:alert(1)", "ftp://example.org/", "example.org", "https://", "//example.org"),
        *("https://user@evil.example/", "https://exa mple.org/", "https://a.example/\r\nX: y", ""),
    ],
)
def test_a_callback_must_be_a_web_address(functions: Functions, callback: str) -> None:
    """Only http and https addresses with a host are taken."""
    reply = functions.get("/auth/url", {"callback_url": callback})
    assert (reply.status, reply.json["error"]) == (400, 6)
    assert "callback_url" in reply.json["message"]


def test_without_a_secret_reads_work_and_signing_says_why(
    functions: Functions, environment: dict[str, str]
) -> None:
    """A deployment that has only a key serves everything but what must be signed."""
    name = environment["LASTFM_PARAMETER_PREFIX"] + "/shared-secret"
    boto3.client("ssm").delete_parameter(Name=name)
    assert functions.get("/artist/getInfo", {"artist": "Radiohead"}).status == 200
    reply = functions.get("/auth/getSession", {"token": "x"})
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert "shared secret" in reply.json["message"]


def test_without_a_key_the_gateway_says_so(
    functions: Functions, environment: dict[str, str]
) -> None:
    """A deployment without its key answers 503 with the reason, unless the caller brings one."""
    for name in ("api-key", "shared-secret"):
        boto3.client("ssm").delete_parameter(
            Name=f"{environment['LASTFM_PARAMETER_PREFIX']}/{name}"
        )
    reply = functions.get("/artist/getInfo", {"artist": "Radiohead"})
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert "API key" in reply.json["message"]
