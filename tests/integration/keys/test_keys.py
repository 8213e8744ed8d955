"""Bearer keys: issue, list, revoke, and who is admitted."""

import json
import time
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from local.simulator import Simulator, session_key
from tests.integration.conftest import Functions, Reply, bearer, new_key, sign_in
from tests.support.tokens import lastfm_token


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
    """Return the items of the keys table."""
    return boto3.client("dynamodb").scan(TableName=environment["KEYS_TABLE"])["Items"]


def test_key_is_issued_listed_and_revoked(functions: Functions) -> None:
    """An issued key works until the moment it is revoked."""
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


def test_read_key_may_not_administer(functions: Functions) -> None:
    """A valid read key gets 403, an invalid one 401 with a challenge."""
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
        {"user": None},
    ],
)
def test_invalid_key_request_is_400(functions: Functions, body: Any) -> None:
    """Nothing is issued, and the error has the face's shape."""
    admin = new_key("admin")
    reply = _admin(functions, "POST", "/v1/admin/keys", admin, body)
    assert (reply.status, set(reply.json)) == (400, {"error", "status"})
    assert len(_admin(functions, "GET", "/v1/admin/keys", admin).json["data"]) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("user", value)
            for value in (["rj"], {"name": "rj"}, 7, True, 1.5, "x" * 65, "a\u0000b")
        ),
        *(("kind", value) for value in (["admin"], 1, False, "ADMIN")),
        *(("expires_in_days", value) for value in ("30", 30.0, True, [30], -1, 3651, 10**400)),
        ("expires_in_day", 30),
    ],
)
def test_member_of_the_wrong_type_is_named(functions: Functions, name: str, value: Any) -> None:
    """Types are strict and values bounded: 400 names the member."""
    admin = new_key("admin")
    body = {"user": "rj", name: value}
    reply = _admin(functions, "POST", "/v1/admin/keys", admin, body)
    assert reply.status == 400
    assert name in reply.json["error"]
    assert len(_admin(functions, "GET", "/v1/admin/keys", admin).json["data"]) == 1


@pytest.mark.parametrize("key_id", ["x" * 3000, "0" * 17, "00", "G" * 16])
def test_malformed_key_id_is_400(functions: Functions, key_id: str) -> None:
    """An id is 16 hexadecimal digits; anything else never reaches DynamoDB."""
    path = f"/v1/admin/keys/{key_id}"
    reply = _admin(functions, "DELETE", path, new_key("admin"))
    assert (reply.status, reply.json["error"]) == (400, "id must be 16 hexadecimal digits")


def test_unknown_paths_and_verbs_have_the_faces_shape(functions: Functions) -> None:
    """404 and 405 look like every other error under /v1."""
    headers = bearer(new_key("admin"))
    proxy = "/v1/admin/{proxy+}"
    reply = functions.get("/v1/admin/nothing", resource=proxy, headers=headers)
    assert (reply.status, set(reply.json)) == (404, {"error", "status"})
    reply = functions.get("/v1/admin/keys", verb="PUT", resource=proxy, headers=headers)
    assert (reply.status, reply.headers["Allow"]) == (405, "POST, GET, OPTIONS")


def test_only_hashes_are_stored(functions: Functions, environment: Mapping[str, str]) -> None:
    """The table holds no key and no session key."""
    admin = new_key("admin")
    made = _admin(functions, "POST", "/v1/admin/keys", admin, {"user": "rj"}).json["key"]
    stored = repr(_items(environment))
    for text in (admin, made):
        assert text[-64:] not in stored


def test_expired_key_is_401(functions: Functions) -> None:
    """A key is refused from its expiry on."""
    assert _admin(functions, "GET", "/v1/admin/keys", new_key("admin", expires=1)).status == 401
    later = int(time.time()) + 60
    assert _admin(functions, "GET", "/v1/admin/keys", new_key("admin", expires=later)).status == 200


def test_signing_in_issues_a_read_key(
    functions: Functions, lastfm: Simulator, environment: Mapping[str, str]
) -> None:
    """The callback returns session and key, and stores the session encrypted."""
    reply = sign_in(functions, lastfm_token(lastfm))
    assert reply.json["session"]["key"] == session_key("rj")
    assert reply.json["key"].startswith("rw_live_")
    assert _admin(functions, "GET", "/v1/admin/keys", reply.json["key"]).status == 403
    [item] = _items(environment)
    assert item["u"] == {"S": "rj"}
    assert session_key("rj").encode() not in item["s"]["B"]
    assert session_key("rj") not in repr(item)


def test_signing_in_works_without_the_keys_table(
    functions: Functions, lastfm: Simulator, environment: Mapping[str, str]
) -> None:
    """The token is used up, so the session is returned with a null key."""
    boto3.client("dynamodb").delete_table(TableName=environment["KEYS_TABLE"])
    reply = sign_in(functions, lastfm_token(lastfm))
    assert (reply.status, reply.json["key"]) == (200, None)
    assert reply.json["session"]["key"] == session_key("rj")
