"""The sign-in flow through the gateway: browser binding, expiry and modes."""

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.admin.handler import open_admin
from lastfm_gateway.faces.auth.handler import open_auth
from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY
from local.simulator import API_KEY, PASSWORDS, Simulator, session_key
from tests.integration.conftest import Functions, Reply, bearer, begin_sign_in, new_key, sign_in
from tests.support.clock import Clock
from tests.support.tokens import auth_token, lastfm_token
from tools.proxy_event import proxy_event

CALLBACK = "/auth/callback"
BASE = "https://abc123.execute-api.eu-central-1.amazonaws.com/live"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
DAY = 86_400


def _items(environment: Mapping[str, str]) -> list[object]:
    return list(boto3.client("dynamodb").scan(TableName=environment["KEYS_TABLE"])["Items"])


def test_login_redirects_with_a_state_cookie(functions: Functions, lastfm: Simulator) -> None:
    """The callback holds the state, and no script can read the cookie."""
    login = functions.get("/auth/login")
    assert login.status == 302
    page = urlsplit(login.headers["Location"])
    assert (page.netloc, page.path) == ("www.last.fm", "/api/auth/")
    query = parse_qs(page.query)
    [back] = query["cb"]
    assert query["api_key"] == [API_KEY]
    assert back.startswith(
        "https://abc123.execute-api.eu-central-1.amazonaws.com/live/auth/callback?"
    )
    [state] = parse_qs(urlsplit(back).query)["state"]
    name, *attributes = login.headers["Set-Cookie"].split("; ")
    assert name == f"__Host-lastfm-gateway-sign-in={state}..read"
    assert {"Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=3600"} == set(attributes)
    assert login.headers["Cache-Control"] == "no-store"
    other = functions.get("/auth/login").headers["Set-Cookie"]
    assert state not in other, "each sign-in has a state of its own"
    assert lastfm.log == []


@pytest.mark.parametrize(
    "finishes_with", ["nothing", "another cookie", "an empty state", "no state"]
)
@pytest.mark.parametrize("accept", [{}, HTML], ids=["json", "browser"])
def test_another_browser_cannot_finish(
    functions: Functions,
    lastfm: Simulator,
    environment: Mapping[str, str],
    finishes_with: str,
    accept: dict[str, str],
) -> None:
    """A link with an attacker's approved token is 403: no call, no session, no key."""
    token = lastfm_token(lastfm)
    _, state = begin_sign_in(functions)
    victims, _ = begin_sign_in(functions)
    empty = {"Cookie": "__Host-lastfm-gateway-sign-in="}
    query = {"token": token, "state": state}
    cookie = {"nothing": {}, "another cookie": victims, "an empty state": empty}
    if finishes_with == "an empty state":
        query["state"] = ""
    if finishes_with == "no state":
        query.pop("state")
    headers = {**cookie.get(finishes_with, victims), **accept}
    reply = functions.get(CALLBACK, query, headers=headers)
    assert reply.status == 403
    assert "was not started in this browser" in reply.text
    assert ("<html" in reply.text) == bool(accept)
    assert session_key("rj") not in reply.text
    assert "rw_live_" not in reply.text
    assert lastfm.log == []
    assert _items(environment) == []
    assert functions.get("/auth/getSession", {"token": token}).status == 200, "it was not used up"


def test_same_browser_finishes_once(functions: Functions, lastfm: Simulator) -> None:
    """The answer has session, key and expiry, and deletes the cookie."""
    reply = sign_in(functions, lastfm_token(lastfm))
    assert reply.json["session"] == {"subscriber": 1, "name": "rj", "key": session_key("rj")}
    assert reply.json["expires_at"].endswith("+00:00")
    assert "Max-Age=0" in reply.headers["Set-Cookie"]
    assert reply.headers["Cache-Control"] == "no-store"


def test_cookie_is_found_among_others(functions: Functions, lastfm: Simulator) -> None:
    """Browsers send all cookies of a host in one header."""
    cookie, state = begin_sign_in(functions)
    headers = {"cookie": f"a=b; {cookie['Cookie']}; c=d=e"}
    query = {"token": lastfm_token(lastfm), "state": state}
    assert functions.get(CALLBACK, query, headers=headers).status == 200


def test_local_stack_sets_a_cookie_without_the_host_prefix(functions: Functions) -> None:
    """Browsers accept `__Host-` cookies over https only."""
    event = proxy_event("/auth/login")
    event["requestContext"]["domainName"] = "127.0.0.1"
    cookie = open_auth(Runtime.from_environment())(event, None)["headers"]["Set-Cookie"]
    assert cookie.startswith("lastfm-gateway-sign-in=")
    assert "Secure" in cookie
    assert functions


def test_browser_gets_a_page_with_the_key(functions: Functions, lastfm: Simulator) -> None:
    """The HTML may not be stored, framed, scripted or referred from, and has no session."""
    reply = sign_in(functions, lastfm_token(lastfm), **HTML)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert reply.text.count("rw_live_") == 1
    assert session_key("rj") not in reply.text
    assert "Max-Age=0" in reply.headers["Set-Cookie"]


def test_page_says_that_there_is_no_key_without_the_keys_table(
    functions: Functions, lastfm: Simulator, environment: Mapping[str, str]
) -> None:
    """The sign-in itself succeeds."""
    login = begin_sign_in(functions)
    boto3.client("dynamodb").delete_table(TableName=environment["KEYS_TABLE"])
    query = {"token": lastfm_token(lastfm), "state": login[1]}
    reply = functions.get(CALLBACK, query, headers={**login[0], **HTML})
    assert "could not store a key" in reply.text
    assert "rw_live_" not in reply.text


def test_refusal_is_a_page_to_a_browser_and_json_to_others(
    functions: Functions, lastfm: Simulator
) -> None:
    """A token that was not approved is 403."""
    reply = sign_in(functions, lastfm_token(lastfm, authorised=False), **HTML)
    assert (reply.status, "<html" in reply.text) == (403, True)
    assert sign_in(functions, lastfm_token(lastfm, authorised=False)).json["error"] == 14


@pytest.mark.parametrize("days", [None, "7"])
def test_key_from_signing_in_expires(
    environment: Mapping[str, str],
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    days: str | None,
) -> None:
    """The key is 401 after a year, or after SignInKeyDays."""
    assert environment
    if days:
        monkeypatch.setenv("SIGN_IN_KEY_DAYS", days)
    clock = Clock()
    functions = Functions()
    functions.serve("auth", open_auth(Runtime.from_environment(clock=clock)))
    functions.serve("keys", open_admin(Runtime.from_environment(clock=clock)))
    key = sign_in(functions, lastfm_token(lastfm)).json["key"]
    lasts = int(days or 365) * DAY
    clock.later = lasts - 60
    assert functions.get("/v1/keys", headers=bearer(key)).status == 200
    clock.later = lasts + 1
    assert functions.get("/v1/keys", headers=bearer(key)).status == 401


def test_auth_url_leads_to_the_gateways_login(functions: Functions) -> None:
    """`/auth/url` returns `/auth/login`, also for the gateway's own callback."""
    for query in (None, {"callback_url": BASE + CALLBACK}, {"api_key": "f" * 32}):
        assert functions.get("/auth/url", query).json == {"auth_url": f"{BASE}/auth/login"}


def test_callback_that_is_not_allowed_is_refused(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """AllowedCallbacks restricts `/auth/url`, and the error names the parameter."""
    assert environment
    monkeypatch.setenv("ALLOWED_CALLBACKS", "https://example.org/app,https://example.net")
    functions = Functions()
    for good in ("https://example.org/app/back", "https://example.net/"):
        assert functions.get("/auth/url", {"callback_url": good}).status == 200
    for bad in ("https://example.org/", "https://example.net.evil.example/"):
        reply = functions.get("/auth/url", {"callback_url": bad})
        assert (reply.status, reply.json["error"]) == (400, 6)
        assert "callback_url" in reply.json["message"]


def _exchanges(functions: Functions, token: str, **headers: str) -> dict[str, Reply]:
    """Try each way to get a session with the deployment's key."""
    form = {"username": "rj", "password": PASSWORDS["rj"]}
    ws = {"format": "json", "api_key": PLACEHOLDER_KEY, "api_sig": "0" * 32}
    if api_key := headers.pop("api_key", ""):
        ws["api_key"] = api_key
    mobile = {"method": "Auth.getMobileSession", **form, **ws}
    hashed = {"username": "rj", "authToken": auth_token("rj", PASSWORDS["rj"])}
    old = {"method": "auth.getMobileSession", **hashed, **ws}
    return {
        "ws authToken": functions.get("/2.0", body=urlencode(old), verb="POST", headers=headers),
        "authToken": functions.get(
            "/auth/getMobileSession", body=urlencode(hashed), verb="POST", headers=headers
        ),
        "getToken": functions.get("/auth/getToken", headers=headers),
        "getMobileSession": functions.get(
            "/auth/getMobileSession", body=urlencode(form), verb="POST", headers=headers
        ),
        "ws mobile": functions.get("/2.0/", body=urlencode(mobile), verb="POST", headers=headers),
        "ws token": functions.get("/2.0/", {"method": "auth.getToken", **ws}, headers=headers),
        "getSession": functions.get("/auth/getSession", {"token": token}, headers=headers),
    }


@pytest.fixture
def mode(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Functions]:
    """Start a deployment with a sign-in mode."""

    def start(sign_in: str) -> Functions:
        assert environment
        monkeypatch.setenv("SIGN_IN", sign_in)
        return Functions()

    return start


def test_mode_off_refuses_every_sign_in(
    mode: Callable[[str], Functions], lastfm: Simulator, environment: Mapping[str, str]
) -> None:
    """Every way is 403 with the reason and without a call, for bearer keys too."""
    functions = mode("off")
    for headers in ({}, bearer(new_key())):
        replies = _exchanges(functions, lastfm_token(lastfm), **headers)
        replies["login"] = functions.get("/auth/login", headers=headers)
        replies["url"] = functions.get("/auth/url", headers=headers)
        for way, reply in replies.items():
            assert (reply.status, reply.json["error"]) == (403, 4), way
            assert "SignIn=off" in reply.json["message"], way
    assert lastfm.log == []
    assert len(_items(environment)) == 1


def test_mode_off_serves_reads_and_existing_sessions(
    mode: Callable[[str], Functions], lastfm: Simulator
) -> None:
    """Only sign-ins are refused."""
    functions = mode("off")
    assert functions.call_method("user.getInfo", user="rj", format="json").status == 200
    sent = {"artist": "Radiohead", "track": "Creep", "sk": session_key("rj")}
    assert functions.post("/track/love", **sent).status == 200
    assert lastfm.log


def test_mode_keyed_refuses_sign_ins_without_a_valid_key(
    mode: Callable[[str], Functions], lastfm: Simulator, environment: Mapping[str, str]
) -> None:
    """No key and a forged key are 401 without a call."""
    functions = mode("keyed")
    for headers in ({}, bearer("rw_live_" + "0" * 80)):
        replies = _exchanges(functions, lastfm_token(lastfm), **headers)
        replies["login"] = functions.get("/auth/login", headers=headers)
        for way, reply in replies.items():
            assert (reply.status, reply.json["error"]) == (401, 10), way
    assert lastfm.log == []
    assert _items(environment) == []
    for reply in _exchanges(functions, lastfm_token(lastfm), **bearer(new_key())).values():
        assert reply.status == 200, reply.text


def test_mode_keyed_accepts_the_key_as_api_key(
    mode: Callable[[str], Functions], lastfm: Simulator
) -> None:
    """Old clients send only `api_key`, and the key never goes upstream."""
    functions, key = mode("keyed"), new_key()
    replies = _exchanges(functions, lastfm_token(lastfm), api_key=key)
    assert (replies["ws mobile"].status, replies["ws token"].status) == (200, 200)
    form = {"username": "rj", "password": PASSWORDS["rj"], "api_key": key}
    assert functions.post("/auth/getMobileSession", **form).status == 200
    assert key not in repr(lastfm.log)


def test_mode_keyed_remembers_the_key_during_the_redirect(
    mode: Callable[[str], Functions], lastfm: Simulator
) -> None:
    """The browser starts with its key and finishes with its cookie if the key is still valid."""
    functions, key = mode("keyed"), new_key()
    cookie, state = begin_sign_in(functions, {"api_key": key})
    assert key not in state
    query = {"token": lastfm_token(lastfm), "state": state}
    stripped = {"Cookie": cookie["Cookie"].partition(".")[0]}
    assert functions.get(CALLBACK, query, headers=stripped).status == 401
    revoked = functions.get(
        f"/v1/keys/{key[8:24]}",
        verb="DELETE",
        resource="/v1/keys/{id}",
        variables={"id": key[8:24]},
        headers=bearer(key),
    )
    assert revoked.status == 204
    assert functions.get(CALLBACK, query, headers=cookie).status == 401
    assert lastfm.log == []
    cookie, state = begin_sign_in(functions, {"api_key": new_key()})
    query["state"] = state
    assert functions.get(CALLBACK, query, headers=cookie).json["session"]["name"] == "rj"


def test_callers_own_api_key_signs_in_in_every_mode(
    mode: Callable[[str], Functions], lastfm: Simulator
) -> None:
    """Calls that their caller signed are not this gateway's sign-ins."""
    functions = mode("off")
    sent = {"method": "auth.getToken", "api_key": "f" * 32, "api_sig": "0" * 32, "format": "json"}
    reply = functions.get("/2.0/", sent)
    assert (reply.status, json.loads(reply.text)["error"]) == (403, 10), "Last.fm's own refusal"
    assert len(lastfm.log) == 1
