"""A deployment in keyed mode: every caller needs a bearer key."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from local.simulator import Simulator
from tests.integration.conftest import Functions, bearer, new_key, sign_in
from tests.integration.keys.test_keys import _admin
from tests.support.broken_database import broken_database
from tests.support.tokens import lastfm_token

INFO = "/artist/getInfo"
CREEP = {"artist": "Radiohead"}


@pytest.fixture
def keyed(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Functions:
    """Functions of a deployment in keyed mode."""
    assert environment
    monkeypatch.setenv("ACCESS_MODE", "keyed")
    return Functions()


def test_request_without_a_valid_key_is_401(keyed: Functions, lastfm: Simulator) -> None:
    """No key, a Last.fm key alone and a made-up key are refused before any call or cache entry."""
    for query in (CREEP, {**CREEP, "api_key": "0" * 32}, {**CREEP, "api_key": "rw_live_x"}):
        reply = keyed.get(INFO, query)
        assert (reply.status, reply.json["error"]) == (401, 10)
        assert reply.headers["WWW-Authenticate"] == "Bearer"
    assert keyed.get(INFO, CREEP, headers=bearer("rw_live_" + "0" * 80)).status == 401
    assert lastfm.log == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (INFO, {"artist": ""}),
        ("/v1/listening/top/tracks", {"limit": "0"}),
    ],
)
def test_forged_key_is_401_before_validation(
    keyed: Functions, path: str, query: dict[str, str]
) -> None:
    """A request with a key that was never issued gets no validation error."""
    assert keyed.get(path, query, headers=bearer("rw_live_" + "0" * 80)).status == 401
    assert keyed.get(path, query, headers=bearer(new_key())).status == 400


def test_key_is_accepted_as_bearer_or_as_api_key(keyed: Functions, lastfm: Simulator) -> None:
    """The key never goes upstream, and the answer may not be stored by shared caches."""
    key = new_key()
    first = keyed.get(INFO, CREEP, headers=bearer(key))
    second = keyed.get(INFO, {**CREEP, "api_key": key})
    assert (first.status, first.headers["X-Cache"]) == (200, "MISS")
    assert (second.status, second.headers["X-Cache"]) == (200, "HIT")
    assert first.headers["Cache-Control"].startswith("private")
    assert first.headers["Vary"] == "Accept-Encoding, Authorization"
    assert key not in repr(lastfm.log)


@pytest.mark.parametrize("path", [INFO, "/2.0"])
def test_blanks_around_a_key_are_ignored(keyed: Functions, path: str) -> None:
    """A key in `api_key` is stripped, as it is where none is needed."""
    query = {**CREEP, "method": "artist.getInfo", "api_key": f" {new_key()} "}
    if path == INFO:
        del query["method"]
    assert keyed.get(path, query).status == 200


def test_revoked_key_is_refused_even_when_the_answer_is_in_memory(keyed: Functions) -> None:
    """The memory tier serves only keys that were checked."""
    key = new_key()
    for _ in range(3):
        assert keyed.get(INFO, CREEP, headers=bearer(key)).status == 200
    admin = new_key("admin")
    assert _admin(keyed, "DELETE", f"/v1/admin/keys/{key[8:24]}", admin).status == 204
    assert keyed.get(INFO, CREEP, headers=bearer(key)).status == 401


def test_signing_in_and_preflights_need_no_key(keyed: Functions, lastfm: Simulator) -> None:
    """Users can sign in to a keyed deployment, and browsers get their preflight."""
    assert keyed.get("/auth/url").status == 200
    assert sign_in(keyed, lastfm_token(lastfm)).status == 200
    assert keyed.get(INFO, verb="OPTIONS").status == 204


def test_hit_reads_key_answer_and_quota_in_one_request(
    keyed: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One batched read spans both tables, and no other request is made."""
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


def test_failing_keys_table_is_503(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """Keys that cannot be checked are refused with Retry-After, unlike the open rate limiter."""
    assert environment
    key = new_key()
    monkeypatch.setenv("ACCESS_MODE", "keyed")
    with broken_database("InternalServerError", status=500):
        reply = Functions().get(INFO, CREEP, headers=bearer(key))
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert "Retry-After" in reply.headers
    assert lastfm.log == []


def test_damaged_key_item_is_no_key(keyed: Functions, environment: Mapping[str, str]) -> None:
    """A damaged item in the keys table admits nobody."""
    key = new_key()
    boto3.client("dynamodb").put_item(
        TableName=environment["KEYS_TABLE"], Item={"pk": {"S": f"key#{key[8:24]}"}}
    )
    assert keyed.get(INFO, CREEP, headers=bearer(key)).status == 401
