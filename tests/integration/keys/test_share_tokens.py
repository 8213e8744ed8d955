"""Share tokens: who makes them, what they open, and when they end."""

import json
import time
from collections.abc import Mapping

import boto3
import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import Unauthorized
from lastfm_gateway.http.access import accept_bearer_key, accept_share_token
from lastfm_gateway.keys.shares import MAX_SHARES
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.keys.token import KeyKind
from lastfm_gateway.limits.rate_limiter import Caller
from local.simulator import Simulator, session_key
from tests.integration.conftest import Functions, Reply, bearer, new_key, new_session_key
from tools.events import all_events

HOUR = 3600

#: The sample requests of all routes that require a key.
GUARDED = [
    event for _, text in all_events() if "Authorization" in (event := json.loads(text))["headers"]
]


def _share(functions: Functions, key: str) -> Reply:
    return functions.get("/v1/keys/share", verb="POST", headers=bearer(key))


def _kinds(functions: Functions, key: str) -> list[str]:
    """Return the kinds of a holder's keys, as the holder lists them."""
    rows = functions.get("/v1/keys", headers=bearer(key)).json["data"]
    return sorted(row["kind"] for row in rows)


def _revoke(functions: Functions, key: str, key_id: str, face: str = "/v1/keys") -> int:
    reply = functions.get(
        f"{face}/{key_id}",
        verb="DELETE",
        resource=face + "/{id}",
        variables={"id": key_id},
        headers=bearer(key),
    )
    return reply.status


def _id(key: str) -> str:
    return key.split("_")[2][:16]


def _is_valid(token: str, later: float = 0) -> bool:
    """Return whether the faces of shared pages admit a token."""
    runtime = Runtime.from_environment(clock=lambda: time.time() + later)
    caller = Caller("caller#test")
    accept_share_token(caller, token)
    try:
        runtime.access.require_authenticated(caller)
    except Unauthorized:
        return False
    return caller.holder.kind == "share"


@pytest.mark.parametrize("kind", ["read", "write", "admin"])
def test_every_key_makes_share_tokens_of_its_user(functions: Functions, kind: KeyKind) -> None:
    """The token is shown once, listed without its secret and revoked as any key."""
    key = new_key(kind)
    reply = _share(functions, key)
    assert (reply.status, reply.headers["Cache-Control"]) == (201, "no-store")
    made = reply.json
    token = made.pop("key")
    assert token.startswith("rw_share_" + made["id"])
    assert (made["kind"], made["user"], made["expires_at"]) == ("share", "rj", None)
    listed = functions.get("/v1/keys", headers=bearer(key))
    assert made in listed.json["data"]
    assert token[-64:] not in listed.text
    assert _is_valid(token)
    assert _revoke(functions, key, _id(token)) == 204
    assert not _is_valid(token)


@pytest.mark.parametrize("event", GUARDED, ids=lambda it: f"{it['httpMethod']} {it['resource']}")
def test_share_token_opens_no_other_route(
    functions: Functions, lastfm: Simulator, event: Mapping[str, str]
) -> None:
    """A valid token is 401 as bearer on every route that requires a key, without a call."""
    token = _share(functions, new_key()).json["key"]
    assert _is_valid(token)
    reply = functions.get(
        event["path"],
        verb=event["httpMethod"],
        resource=event["resource"],
        variables=event["pathParameters"],
        body=event["body"],
        headers=bearer(token),
    )
    assert reply.status == 401
    assert lastfm.log == []


def test_share_token_is_no_key_of_the_other_faces(
    environment: Mapping[str, str], lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It admits to no keyed deployment, signs nobody in, and never reaches Last.fm."""
    assert environment
    token = _share(Functions(), new_key()).json["key"]
    as_web_service = {"method": "artist.getInfo", "artist": "Radiohead", "api_key": token}
    assert Functions().get("/2.0", as_web_service).status == 401, "in open mode, too"
    monkeypatch.setenv("ACCESS_MODE", "keyed")
    monkeypatch.setenv("SIGN_IN", "keyed")
    functions = Functions()
    for query, headers in (({"api_key": token}, {}), ({}, bearer(token))):
        for path, needed in (
            ("/artist/getInfo", {"artist": "Radiohead"}),
            ("/auth/getToken", {}),
            ("/auth/login", {}),
        ):
            reply = functions.get(path, {**needed, **query}, headers=headers)
            assert reply.status == 401, path
    assert lastfm.log == []


def test_keys_are_no_share_tokens(functions: Functions) -> None:
    """The routes of shared pages refuse read, write and admin keys in their paths."""
    assert functions
    made = new_session_key("write", "rj", session_key("rj"))
    for text in (new_key(), new_key("admin"), made.text, str(made.listenbrainz_token), "", "x"):
        with pytest.raises(Unauthorized):
            accept_share_token(Caller("caller#test"), text)
    for text in (_share(functions, new_key()).json["key"], str(made.listenbrainz_token)):
        with pytest.raises(Unauthorized):
            accept_bearer_key(Caller("caller#test"), text)


def test_share_token_has_the_session_of_its_makers_key(functions: Functions) -> None:
    """It shows hidden history if its maker's key does, and it cannot write."""
    made = new_session_key("write", "hermit", session_key("hermit"))
    token = _share(functions, made.text).json["key"]
    caller = Caller("caller#test")
    accept_share_token(caller, token)
    runtime = Runtime.from_environment()
    runtime.access.require_authenticated(caller)
    assert caller.holder.user == "hermit"
    assert caller.holder.encrypted_session is not None
    session = runtime.cipher.decrypt(caller.holder.encrypted_session, "hermit")
    assert session == session_key("hermit")
    assert not caller.holder.can_write


def test_share_token_outlives_its_maker_but_not_the_last_key(functions: Functions) -> None:
    """The last key takes the tokens with it, whoever revokes it; nobody else's end."""
    for face, revoker in (("/v1/keys", ""), ("/v1/admin/keys", new_key("admin", "hermit"))):
        maker, other = new_key(), new_key()
        token = _share(functions, maker).json["key"]
        others = _share(functions, new_key(user="hermit")).json["key"]
        assert _revoke(functions, revoker or other, _id(maker), face) == 204
        assert _is_valid(token)
        assert _revoke(functions, revoker or other, _id(other), face) == 204
        assert not _is_valid(token)
        assert _is_valid(others)


def test_share_token_ends_although_the_index_lags(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index may still show the last key for moments after it was revoked."""
    key = new_key()
    token = _share(functions, key).json["key"]
    lagging = list(Runtime.from_environment().keys.keys_of("rj"))
    monkeypatch.setattr(KeyStore, "keys_of", lambda *_: iter(lagging))
    assert _revoke(functions, key, _id(key)) == 204
    assert not _is_valid(token)


def test_share_token_expires_with_its_users_last_key(functions: Functions) -> None:
    """The latest expiry among the user's keys counts, and none if one never expires."""
    now = int(time.time())
    maker = new_key(expires=now + HOUR)
    first = _share(functions, maker).json["key"]
    assert _is_valid(first, HOUR - 60)
    assert not _is_valid(first, HOUR + 60)
    later = new_key(expires=now + 3 * HOUR)
    second = _share(functions, maker).json["key"]
    assert _is_valid(second, 3 * HOUR - 60)
    assert not _is_valid(second, 3 * HOUR + 60)
    new_key()
    assert _share(functions, later).json["expires_at"] is None


def test_later_key_revokes_an_earlier_keys_share_token(functions: Functions) -> None:
    """A user who lost the maker's key ends the token with any other."""
    token = _share(functions, new_key()).json["key"]
    assert _revoke(functions, new_key(), _id(token)) == 204
    assert not _is_valid(token)
    assert _revoke(functions, new_key(user="hermit"), _id(token)) == 404


def test_number_of_share_tokens_is_bounded(functions: Functions) -> None:
    """One more is 409 until one is revoked; the list still shows every key."""
    key = new_key()
    tokens = [_share(functions, key).json["key"] for _ in range(MAX_SHARES)]
    refused = _share(functions, key)
    assert (refused.status, set(refused.json)) == (409, {"error", "status"})
    assert _kinds(functions, key) == ["read", *["share"] * MAX_SHARES]
    assert _revoke(functions, key, _id(tokens[0])) == 204
    assert _share(functions, key).status == 201


def test_share_tokens_keep_no_history(functions: Functions) -> None:
    """A user with a share token alone counts as a user without a key."""
    key = new_key()
    _share(functions, key)
    keys = Runtime.from_environment().keys
    assert keys.has_valid_key("RJ", time.time())
    assert keys.holders(time.time()) == {"rj"}
    keys.revoke(_id(key), 1)  # without its share tokens
    assert not keys.has_valid_key("rj", time.time())
    assert keys.holders(time.time()) == set()


def test_only_hashes_of_share_tokens_are_stored(
    functions: Functions, environment: Mapping[str, str]
) -> None:
    """The table holds neither form of a write key, nor a share token, nor a session."""
    made = new_session_key("write", "rj", session_key("rj"))
    token = _share(functions, made.text).json["key"]
    stored = repr(boto3.client("dynamodb").scan(TableName=environment["KEYS_TABLE"])["Items"])
    for secret in (made.text[-64:], token[-64:], made.listenbrainz_token, session_key("rj")):
        assert str(secret) not in stored
