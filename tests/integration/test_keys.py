"""Keys: issued, listed, revoked, and who is let in by which."""

import json
import time
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from local.simulator import Simulator, session_key
from tests.integration.conftest import Functions, Reply, bearer, new_key
from tests.integration.test_auth import _token
from tests.support.broken_database import broken_database

INFO = "/artist/getInfo"
CREEP = {"artist": "Radiohead"}


def _admin(functions: Functions, verb: str, path: str, key: str, body: Any = None) -> Reply:
    """Call the admin face with a key."""
    resource, variables = path, None
    if path.count("/") > 3:
        resource, variables = "/v1/admin/keys/{id}", {"id": path.rpartition("/")[2]}
    return functions.get(
        path,
        verb=verb,
        resource=resource,
        variables=variables,
        headers=bearer(key),
        body=None if body is None else json.dumps(body),
    )


def _items(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what is in the keys table."""
    return boto3.client("dynamodb").scan(TableName=environment["KEYS_TABLE"])["Items"]


def test_a_key_is_issued_listed_and_revoked(functions: Functions) -> None:
    """An admin issues a key, which works until the very moment it is revoked."""
    admin = new_key("admin")
    made = _admin(functions, "POST", "/v1/admin/keys", admin, {"user": "rj", "kind": "admin"})
    assert made.status == 201
    key = made.json["key"]
    listed = _admin(functions, "GET", "/v1/admin/keys", key)
    assert listed.status == 200
    assert {row["id"] for row in listed.json["data"]} > {made.json["id"]}
    assert key not in listed.text
    gone = _admin(functions, "DELETE", f"/v1/admin/keys/{made.json['id']}", admin)
    assert (gone.status, gone.text) == (204, "")
    assert _admin(functions, "GET", "/v1/admin/keys", key).status == 401
    again = _admin(functions, "DELETE", f"/v1/admin/keys/{made.json['id']}", admin)
    assert (again.status, again.json["status"]) == (404, 404)


def test_a_read_key_is_forbidden_to_administer(functions: Functions) -> None:
    """403 in the face's shape for a key that is good; 401 with a challenge for one that is not."""
    reply = _admin(functions, "GET", "/v1/admin/keys", new_key())
    assert (reply.status, reply.json) == (403, {"error": "Forbidden", "status": 403})
    key = new_key("admin")
    for bad in (key[:-1] + ("0" if key[-1] != "0" else "1"), "rw_admin_" + "0" * 80, "x"):
        reply = _admin(functions, "GET", "/v1/admin/keys", bad)
        assert (reply.status, reply.json) == (401, {"error": "Unauthorized", "status": 401})
        assert reply.headers["WWW-Authenticate"] == "Bearer"
        assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "body",
    [
        *([], "rj", {}, {"user": ""}, {"user": "rj", "kind": "root"}),
        *({"user": "rj", "expires_in_days": 0}, {"user": "rj", "expires_in_days": "soon"}),
    ],
)
def test_a_bad_wish_is_refused(functions: Functions, body: Any) -> None:
    """What is no proper wish for a key is 400 in the face's shape, and issues nothing."""
    admin = new_key("admin")
    reply = _admin(functions, "POST", "/v1/admin/keys", admin, body)
    assert (reply.status, set(reply.json)) == (400, {"error", "status"})
    assert len(_admin(functions, "GET", "/v1/admin/keys", admin).json["data"]) == 1


def test_unknown_paths_and_verbs_have_the_faces_shape(functions: Functions) -> None:
    """404 and 405 look like every other error under /v1."""
    headers = bearer(new_key("admin"))
    proxy = "/v1/admin/{proxy+}"
    reply = functions.get("/v1/admin/nothing", resource=proxy, headers=headers)
    assert (reply.status, set(reply.json)) == (404, {"error", "status"})
    reply = functions.get("/v1/admin/keys", verb="PUT", resource=proxy, headers=headers)
    assert (reply.status, reply.headers["Allow"]) == (405, "POST, GET, OPTIONS")


def test_only_hashes_are_stored(functions: Functions, environment: Mapping[str, str]) -> None:
    """No key and no session key is in the table, whoever reads it."""
    admin = new_key("admin")
    made = _admin(functions, "POST", "/v1/admin/keys", admin, {"user": "rj"}).json["key"]
    stored = repr(_items(environment))
    for text in (admin, made):
        assert text[-64:] not in stored


def test_an_expired_key_is_none(functions: Functions) -> None:
    """A key with an expiry is 401 from that moment on."""
    assert _admin(functions, "GET", "/v1/admin/keys", new_key("admin", expires=1)).status == 401
    later = int(time.time()) + 60
    assert _admin(functions, "GET", "/v1/admin/keys", new_key("admin", expires=later)).status == 200


def test_signing_in_issues_a_read_key(
    functions: Functions, lastfm: Simulator, environment: Mapping[str, str]
) -> None:
    """The callback answers with the session as ever, and a key; the session is stored encrypted."""
    reply = functions.get("/auth/callback", {"token": _token(lastfm)})
    assert reply.json["session"]["key"] == session_key("rj")
    assert reply.json["key"].startswith("rw_live_")
    assert _admin(functions, "GET", "/v1/admin/keys", reply.json["key"]).status == 403
    [item] = _items(environment)
    assert item["u"] == {"S": "rj"}
    assert session_key("rj").encode() not in item["s"]["B"]
    assert session_key("rj") not in repr(item)


def test_signing_in_survives_a_lost_keys_table(
    functions: Functions, lastfm: Simulator, environment: Mapping[str, str]
) -> None:
    """The token is used up, so the session goes out all the same, with a null for the key."""
    boto3.client("dynamodb").delete_table(TableName=environment["KEYS_TABLE"])
    reply = functions.get("/auth/callback", {"token": _token(lastfm)})
    assert (reply.status, reply.json["key"]) == (200, None)
    assert reply.json["session"]["key"] == session_key("rj")


@pytest.fixture
def keyed(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Functions:
    """Functions of a deployment that asks everybody for a key."""
    assert environment
    monkeypatch.setenv("ACCESS_MODE", "keyed")
    return Functions()


def test_a_keyed_deployment_lets_nobody_in_without_a_key(
    keyed: Functions, lastfm: Simulator
) -> None:
    """No key, a key of Last.fm's alone, and a made-up one are 401; nothing is asked or cached."""
    for query in (CREEP, {**CREEP, "api_key": "0" * 32}, {**CREEP, "api_key": "rw_live_x"}):
        reply = keyed.get(INFO, query)
        assert (reply.status, reply.json["error"]) == (401, 10)
        assert reply.headers["WWW-Authenticate"] == "Bearer"
    assert keyed.get(INFO, CREEP, headers=bearer("rw_live_" + "0" * 80)).status == 401
    assert lastfm.log == []


def test_a_keyed_deployment_takes_a_key_either_way(keyed: Functions, lastfm: Simulator) -> None:
    """As bearer or as api_key; it never goes upstream, and no shared cache keeps the answer."""
    key = new_key()
    first = keyed.get(INFO, CREEP, headers=bearer(key))
    second = keyed.get(INFO, {**CREEP, "api_key": key})
    assert (first.status, first.headers["X-Cache"]) == (200, "MISS")
    assert (second.status, second.headers["X-Cache"]) == (200, "HIT")
    assert first.headers["Cache-Control"].startswith("private")
    assert first.headers["Vary"] == "Authorization"
    assert key not in repr(lastfm.log)


def test_a_revoked_key_is_out_at_once_even_where_answers_are_in_memory(keyed: Functions) -> None:
    """Memory serves nobody whose key has not been looked at."""
    key = new_key()
    for _ in range(3):
        assert keyed.get(INFO, CREEP, headers=bearer(key)).status == 200
    admin = new_key("admin")
    assert _admin(keyed, "DELETE", f"/v1/admin/keys/{key[8:24]}", admin).status == 204
    assert keyed.get(INFO, CREEP, headers=bearer(key)).status == 401


def test_signing_in_and_preflights_stay_free(keyed: Functions, lastfm: Simulator) -> None:
    """A keyed deployment still lets users sign in, and browsers ask what they may send."""
    assert keyed.get("/auth/url").status == 200
    assert keyed.get("/auth/callback", {"token": _token(lastfm)}).status == 200
    assert keyed.get(INFO, verb="OPTIONS").status == 204


def test_a_hit_reads_key_answer_and_counter_at_once(
    keyed: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One batched read spans both tables; nothing else is asked of them."""
    key = new_key()
    keyed.get(INFO, CREEP, headers=bearer(key))
    asked: list[str] = []
    made: Any = boto3.client("dynamodb")
    real = type(made)._make_api_call  # noqa: SLF001 (where every operation of a client passes)

    def counted(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
        asked.append(operation)
        return real(client, operation, arguments)

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", counted)
    assert keyed.get(INFO, CREEP, headers=bearer(key)).headers["X-Cache"] == "HIT"
    assert asked == ["BatchGetItem"]


def test_a_failing_table_lets_nobody_in(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """Keys that cannot be checked are 503 with Retry-After: unlike the limiter, they never open."""
    assert environment
    key = new_key()
    monkeypatch.setenv("ACCESS_MODE", "keyed")
    with broken_database("InternalServerError", status=500) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
        reply = Functions().get(INFO, CREEP, headers=bearer(key))
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert "Retry-After" in reply.headers
    assert lastfm.log == []


def test_an_unreadable_item_lets_nobody_in(
    keyed: Functions, environment: Mapping[str, str]
) -> None:
    """A damaged item in the keys table is no key."""
    key = new_key()
    boto3.client("dynamodb").put_item(
        TableName=environment["KEYS_TABLE"], Item={"pk": {"S": f"key#{key[8:24]}"}}
    )
    assert keyed.get(INFO, CREEP, headers=bearer(key)).status == 401
