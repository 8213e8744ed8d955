"""Write keys: made by admins and by signing in, in two forms."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import Unauthorized
from lastfm_gateway.keys.authentication import BearerKey
from lastfm_gateway.keys.token import KeyHolder, parse_listenbrainz_token, parse_token
from lastfm_gateway.limits.rate_limiter import Caller
from local.simulator import SECOND_API_KEY, Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Reply, bearer, begin_sign_in, new_key
from tests.support.tokens import lastfm_token

HTML = {"Accept": "text/html"}


def _create(functions: Functions, key: str, **body: Any) -> Reply:
    return functions.get(
        "/v1/admin/keys", verb="POST", headers=bearer(key), body=json.dumps({"user": "rj", **body})
    )


def _holder(text: str) -> KeyHolder:
    """Return the holder of a write key in either form, as the ListenBrainz face finds it."""
    token = parse_listenbrainz_token(text)
    assert token is not None
    caller = Caller("caller#test")
    caller.bearer_key = BearerKey(token)
    Runtime.from_environment().access.require_authenticated(caller)
    return caller.holder


def _session(holder: KeyHolder) -> str:
    assert holder.encrypted_session is not None
    return Runtime.from_environment().cipher.decrypt(holder.encrypted_session, holder.user)


def test_admin_makes_a_write_key_with_a_session(functions: Functions, lastfm: Simulator) -> None:
    """One call checks the session; both forms of the key are shown once and find its item."""
    admin = new_key("admin", "hermit")
    made = _create(functions, admin, user="RJ", kind="write", session_key=session_key("rj"))
    assert (made.status, made.json["kind"], made.json["user"]) == (201, "write", "rj")
    assert [call.method for call in lastfm.log] == ["user.getInfo"]
    for text in (made.json["key"], made.json["listenbrainz_token"]):
        holder = _holder(text)
        assert (holder.id, holder.user, holder.can_write) == (made.json["id"], "rj", True)
        assert _session(holder) == session_key("rj")
    listed = functions.get("/v1/admin/keys", headers=bearer(admin)).text
    assert made.json["id"] in listed
    for secret in (made.json["key"][-64:], made.json["listenbrainz_token"], session_key("rj")):
        assert secret not in listed


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"kind": "write"}, "required"),
        ({"kind": "read", "session_key": session_key("rj")}, "for no other"),
        ({"kind": "admin", "session_key": session_key("rj")}, "for no other"),
        ({"session_key": session_key("rj")}, "for no other"),
        ({"kind": "write", "session_key": session_key("hermit")}, "another user's"),
        ({"kind": "write", "session_key": "0" * 32}, "not valid"),
        ({"kind": "write", "session_key": session_key("rj", SECOND_API_KEY)}, "not valid"),
        ({"kind": "write", "session_key": ""}, "session_key"),
        ({"kind": "write", "session_key": 7}, "session_key"),
        ({"kind": "share"}, "kind"),
    ],
)
def test_session_must_be_the_users(functions: Functions, body: dict[str, Any], why: str) -> None:
    """Anything else is 400 and stores no key; the error does not repeat the session."""
    admin = new_key("admin")
    reply = _create(functions, admin, **body)
    assert (reply.status, set(reply.json)) == (400, {"error", "status"})
    assert why in reply.json["error"]
    assert str(body.get("session_key") or "-none-") not in reply.text
    assert len(functions.get("/v1/admin/keys", headers=bearer(admin)).json["data"]) == 1


def test_no_write_key_without_last_fm(functions: Functions, lastfm: Simulator) -> None:
    """A session that cannot be checked is 5xx, and no key is stored."""
    lastfm.faults.add(Fault("drop"))
    lastfm.faults.add(Fault("drop"))
    lastfm.faults.add(Fault("drop"))
    admin = new_key("admin")
    reply = _create(functions, admin, kind="write", session_key=session_key("rj"))
    assert (reply.status, set(reply.json)) == (502, {"error", "status"})
    assert len(functions.get("/v1/admin/keys", headers=bearer(admin)).json["data"]) == 1


def test_only_admins_make_write_keys(functions: Functions, lastfm: Simulator) -> None:
    """Read and write keys are 403, before the session is checked."""
    for key in (new_key(), new_key("write")):
        reply = _create(functions, key, kind="write", session_key=session_key("rj"))
        assert reply.status == 403
    assert lastfm.log == []


def test_write_key_reads_as_a_read_key_does(functions: Functions) -> None:
    """It lists keys and reads listening; its UUID does neither."""
    admin = new_key("admin")
    made = _create(functions, admin, kind="write", session_key=session_key("rj")).json
    for path in ("/v1/keys", "/v1/listening/now-playing"):
        assert functions.get(path, headers=bearer(made["key"])).status == 200
        assert functions.get(path, headers=bearer(made["listenbrainz_token"])).status == 401
    assert parse_token(made["listenbrainz_token"]) is None


def test_revoking_a_write_key_ends_both_forms(functions: Functions) -> None:
    """The session is deleted with it."""
    admin = new_key("admin")
    made = _create(functions, admin, kind="write", session_key=session_key("rj")).json
    gone = functions.get(
        f"/v1/keys/{made['id']}",
        verb="DELETE",
        resource="/v1/keys/{id}",
        variables={"id": made["id"]},
        headers=bearer(made["key"]),
    )
    assert gone.status == 204
    for text in (made["key"], made["listenbrainz_token"]):
        with pytest.raises(Unauthorized):
            _holder(text)


def _sign_in(functions: Functions, lastfm: Simulator, scope: str, **headers: str) -> Reply:
    cookie, state = begin_sign_in(functions, {"scope": scope} if scope else None)
    query = {"token": lastfm_token(lastfm), "state": state}
    return functions.get("/auth/callback", query, headers={**cookie, **headers})


def test_signing_in_with_the_scope_write(functions: Functions, lastfm: Simulator) -> None:
    """The callback issues a write key that expires, in both forms."""
    reply = _sign_in(functions, lastfm, "write")
    assert reply.json["key"].startswith("rw_write_")
    for text in (reply.json["key"], reply.json["listenbrainz_token"]):
        holder = _holder(text)
        assert holder.can_write
        assert holder.expires is not None
        assert _session(holder) == session_key("rj")


@pytest.mark.parametrize("scope", ["", "read"])
def test_scope_is_read_by_default(functions: Functions, lastfm: Simulator, scope: str) -> None:
    """A read key has no second form."""
    reply = _sign_in(functions, lastfm, scope)
    assert reply.json["key"].startswith("rw_live_")
    assert reply.json["listenbrainz_token"] is None


def test_page_shows_both_forms_of_a_write_key(functions: Functions, lastfm: Simulator) -> None:
    """A browser gets them once, without the session."""
    page = _sign_in(functions, lastfm, "write", **HTML).text
    assert page.count("rw_write_") == 1
    assert page.count("<code>") == 2
    assert session_key("rj") not in page


def test_scope_of_the_callback_is_the_one_that_the_browser_began_with(
    functions: Functions, lastfm: Simulator
) -> None:
    """A link to the callback cannot raise it: the cookie holds it."""
    cookie, state = begin_sign_in(functions)
    query = {"token": lastfm_token(lastfm), "state": state, "scope": "write"}
    reply = functions.get("/auth/callback", query, headers=cookie)
    assert reply.json["key"].startswith("rw_live_")


@pytest.mark.parametrize("scope", ["admin", "share", "WRITE", "", ["read", "write"]])
def test_other_scopes_are_refused(functions: Functions, scope: str | list[str]) -> None:
    """Both routes name the parameter."""
    for path in ("/auth/login", "/auth/url"):
        reply = functions.get(path, {"scope": scope})
        assert (reply.status, reply.json["error"]) == (400, 6)
        assert "scope" in reply.json["message"]


def test_auth_url_passes_the_scope_on(functions: Functions) -> None:
    """The gateway's own callback issues the key; another callback gets none, so no scope."""
    page = functions.get("/auth/url", {"scope": "write"}).json["auth_url"]
    assert parse_qs(urlsplit(page).query) == {"scope": ["write"]}
    assert urlsplit(page).path.endswith("/auth/login")
    foreign = {"callback_url": "https://example.org/back", "scope": "write"}
    refused = functions.get("/auth/url", foreign)
    assert (refused.status, refused.json["error"]) == (400, 6)
    assert functions.get("/auth/url", {**foreign, "scope": "read"}).status == 200


def test_cookie_of_an_earlier_release_finishes_as_a_read_key(
    environment: Mapping[str, str], lastfm: Simulator
) -> None:
    """It holds no scope: a sign-in that is under way during a deployment succeeds."""
    assert environment
    functions = Functions()
    cookie, state = begin_sign_in(functions)
    old = {"Cookie": cookie["Cookie"].partition(".")[0]}
    query = {"token": lastfm_token(lastfm), "state": state}
    assert functions.get("/auth/callback", query, headers=old).json["key"].startswith("rw_live_")
