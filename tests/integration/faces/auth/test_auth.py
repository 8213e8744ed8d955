"""Sign-in routes: tokens, sessions, passwords and callbacks."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import boto3
import pytest

from local.aws_standin import store_credentials
from local.simulator import API_KEY, PASSWORDS, Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, sign_in
from tests.support.tokens import auth_token, lastfm_token


def test_token_becomes_a_session_once(functions: Functions, lastfm: Simulator) -> None:
    """The call is signed here, the answer is never stored, and a used token is refused."""
    token = lastfm_token(lastfm)
    reply = functions.get("/auth/getSession", {"token": token})
    assert reply.status == 200
    assert reply.json["session"] == {"subscriber": 1, "name": "rj", "key": session_key("rj")}
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Cache"] == "BYPASS"
    assert reply.headers["X-RateLimit-Remaining"] == "99"
    again = functions.get("/auth/getSession", {"token": token})
    assert (again.status, again.json["error"]) == (403, 4)


def test_unauthorised_token_is_403(functions: Functions, lastfm: Simulator) -> None:
    """A token that its user has not authorised yet is error 14."""
    reply = functions.get("/auth/getSession", {"token": lastfm_token(lastfm, authorised=False)})
    assert (reply.status, reply.json["error"]) == (403, 14)


def test_signed_call_is_never_retried(functions: Functions, lastfm: Simulator) -> None:
    """A token works once, so a broken call is not sent again."""
    lastfm.faults.add(Fault("drop"))
    assert functions.get("/auth/getSession", {"token": "x" * 32}).status == 502
    assert len(lastfm.log) == 1


def test_password_is_read_from_the_body(functions: Functions, lastfm: Simulator) -> None:
    """auth.getMobileSession takes a POST of any content type and goes upstream as a POST."""
    body = urlencode({"username": "hermit", "password": PASSWORDS["hermit"]})
    reply = functions.get(
        "/auth/getMobileSession", verb="POST", body=body, headers={"Content-Type": "text/plain"}
    )
    assert reply.status == 200
    assert reply.json["session"]["key"] == session_key("hermit")
    assert [call.verb for call in lastfm.log] == ["POST"]


def test_hashed_password_is_accepted_in_its_place(functions: Functions, lastfm: Simulator) -> None:
    """Older clients send `authToken`, an MD5 of the name and the MD5 of the password."""
    form = {"username": "hermit", "authToken": auth_token("hermit", PASSWORDS["hermit"])}
    reply = functions.post("/auth/getMobileSession", **form)
    assert reply.json["session"]["key"] == session_key("hermit")
    wrong = functions.post("/auth/getMobileSession", **form | {"username": "rj"})
    assert (wrong.status, wrong.json["error"]) == (403, 4)
    assert [call.verb for call in lastfm.log] == ["POST", "POST"]
    in_query = functions.get("/auth/getMobileSession", form)
    assert (in_query.status, in_query.json["error"]) == (400, 6)
    assert form["authToken"] not in in_query.text


def test_wrong_password_is_403(functions: Functions) -> None:
    """Last.fm's error 4 is passed on."""
    body = urlencode({"username": "rj", "password": "wrong"})
    reply = functions.get("/auth/getMobileSession", verb="POST", body=body)
    assert (reply.status, reply.json["error"]) == (403, 4)


@pytest.mark.parametrize(
    "body", ["", "username=rj", "username=&password=x", "username=a&username=b&password=c"]
)
def test_invalid_body_is_refused_without_a_call(
    functions: Functions, lastfm: Simulator, body: str
) -> None:
    """Missing, blank and repeated parameters are named."""
    reply = functions.get("/auth/getMobileSession", verb="POST", body=body)
    assert (reply.status, reply.json["error"]) == (400, 6)
    assert lastfm.log == []


def test_password_in_a_query_is_refused(functions: Functions, lastfm: Simulator) -> None:
    """The contract's GET gets an error with the reason: Last.fm takes a POST only."""
    reply = functions.get(
        "/auth/getMobileSession", {"username": "rj", "password": "hunter2hunter2"}
    )
    assert (reply.status, reply.json["error"]) == (400, 6)
    assert "POST" in reply.json["message"]
    assert "hunter2" not in reply.text
    assert lastfm.log == []


def test_sign_in_url_encodes_the_callback(functions: Functions, lastfm: Simulator) -> None:
    """Last.fm gets the callback unchanged; no call is made and no quota spent."""
    callback = "https://example.org/back?a=1&b=ü"
    reply = functions.get("/auth/url", {"callback_url": callback})
    address = urlsplit(reply.json["auth_url"])
    assert (address.scheme, address.netloc, address.path) == ("https", "www.last.fm", "/api/auth/")
    assert parse_qs(address.query) == {"api_key": [API_KEY], "cb": [callback]}
    assert reply.headers["X-RateLimit-Remaining"] == "100"
    assert reply.headers["Cache-Control"] == "no-store"
    assert lastfm.log == []


def test_default_callback_is_this_deployment(functions: Functions, lastfm: Simulator) -> None:
    """The user returns to the gateway, which answers with the session."""
    reply = sign_in(functions, lastfm_token(lastfm))
    assert reply.json["session"]["name"] == "rj"
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "callback",
    [
        *("javascript:alert(1)", "ftp://example.org/", "example.org", "https://", "//example.org"),
        *("https://user@evil.example/", "https://exa mple.org/", "https://a.example/\r\nX: y", ""),
    ],
)
def test_callback_must_be_a_web_address(functions: Functions, callback: str) -> None:
    """Only http and https addresses with a host are accepted."""
    reply = functions.get("/auth/url", {"callback_url": callback})
    assert (reply.status, reply.json["error"]) == (400, 6)
    assert "callback_url" in reply.json["message"]


@pytest.fixture
def stored(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The prefix of credentials that only this test uses, and so may delete."""
    assert environment
    prefix = f"/gateway/{uuid4().hex}"
    store_credentials(boto3.client("ssm"), prefix)
    monkeypatch.setenv("LASTFM_PARAMETER_PREFIX", prefix)
    return prefix


def test_without_a_secret_reads_work_and_signed_calls_are_refused(
    functions: Functions, stored: str
) -> None:
    """The refusal names the missing shared secret."""
    boto3.client("ssm").delete_parameter(Name=f"{stored}/shared-secret")
    assert functions.get("/artist/getInfo", {"artist": "Radiohead"}).status == 200
    reply = functions.get("/auth/getSession", {"token": "x"})
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert "shared secret" in reply.json["message"]


def test_without_an_api_key_requests_are_503(functions: Functions, stored: str) -> None:
    """The error tells the reason; callers with a key of their own are served."""
    for name in ("api-key", "shared-secret"):
        boto3.client("ssm").delete_parameter(Name=f"{stored}/{name}")
    reply = functions.get("/artist/getInfo", {"artist": "Radiohead"})
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert "API key" in reply.json["message"]
