"""A holder's own keys: listed and revoked by their holder alone."""

import boto3
import pytest

from lastfm_gateway.keys.token import KeyKind
from local.simulator import Simulator
from tests.integration.conftest import Functions, Reply, bearer, new_key, sign_in
from tests.support.tokens import lastfm_token


def _list(functions: Functions, key: str) -> Reply:
    return functions.get("/v1/keys", headers=bearer(key))


def _revoke(functions: Functions, key: str, key_id: str) -> Reply:
    return functions.get(
        f"/v1/keys/{key_id}",
        verb="DELETE",
        resource="/v1/keys/{id}",
        variables={"id": key_id},
        headers=bearer(key),
    )


def _id(key: str) -> str:
    return key.split("_")[2][:16]


def test_holder_lists_their_own_keys(functions: Functions, lastfm: Simulator) -> None:
    """The list has ids, kinds and times, no secret and no other holder's keys."""
    signed_in = sign_in(functions, lastfm_token(lastfm)).json["key"]
    issued, others = new_key(user="RJ"), new_key(user="hermit")
    reply = _list(functions, issued)
    assert reply.status == 200
    assert reply.headers["Cache-Control"] == "no-store"
    rows = {row["id"]: row for row in reply.json["data"]}
    assert set(rows) == {_id(signed_in), _id(issued)}
    fields = {"id", "kind", "user", "created_at", "expires_at", "revoked_at"}
    assert all(set(row) == fields for row in rows.values())
    assert rows[_id(issued)]["expires_at"] is None
    assert rows[_id(signed_in)]["expires_at"] > rows[_id(signed_in)]["created_at"]
    for key in (signed_in, issued, others):
        assert key[-64:] not in reply.text


def test_holder_revokes_one_of_their_keys(functions: Functions) -> None:
    """The key gets 401 at once and leaves the list; the other key still works."""
    kept, lost = new_key(), new_key()
    assert _list(functions, lost).status == 200
    gone = _revoke(functions, kept, _id(lost))
    assert (gone.status, gone.text) == (204, "")
    assert _list(functions, lost).status == 401
    assert [row["id"] for row in _list(functions, kept).json["data"]] == [_id(kept)]
    assert _revoke(functions, kept, _id(lost)).status == 404
    assert _revoke(functions, kept, _id(kept)).status == 204, "its own too"
    assert _list(functions, kept).status == 401


def test_another_holders_key_cannot_be_revoked(functions: Functions) -> None:
    """The answer is 404 as for an unknown key, for admin keys too."""
    theirs = new_key(user="hermit")
    for key in (new_key(), new_key("admin")):
        assert _revoke(functions, key, _id(theirs)).status == 404
        assert _revoke(functions, key, "0" * 16).status == 404
    assert _list(functions, theirs).status == 200


KINDS: tuple[KeyKind, ...] = ("share", "read", "write", "admin")


@pytest.mark.parametrize("kind", KINDS[1:])
def test_key_sees_and_revokes_no_more_powerful_one(functions: Functions, kind: KeyKind) -> None:
    """A leaked read key locks no operator and no player out."""
    mine, keys = new_key(kind), {other: new_key(other) for other in KINDS}
    weaker = KINDS[: KINDS.index(kind) + 1]
    listed = {row["kind"] for row in _list(functions, mine).json["data"]}
    assert listed == set(weaker)
    for other, key in keys.items():
        status = 204 if other in weaker else 404
        assert _revoke(functions, mine, _id(key)).status == status, other
    for other in KINDS[KINDS.index(kind) + 1 :]:
        assert _list(functions, keys[other]).status == 200, other


def test_own_keys_need_a_valid_key(functions: Functions) -> None:
    """401 comes before the id is validated."""
    assert functions.get("/v1/keys").json == {"error": "Unauthorized", "status": 401}
    assert _list(functions, "rw_live_" + "0" * 80).status == 401
    assert _revoke(functions, "rw_live_" + "0" * 80, "x" * 3000).status == 401


@pytest.mark.parametrize(
    "key_id", ["x" * 3000, "0" * 15, "0" * 16 + "\n", "A" * 16, "key#" + "0" * 12]
)
def test_malformed_key_id_is_400(functions: Functions, key_id: str) -> None:
    """The error names the id, however long, and DynamoDB is not called."""
    key = new_key()
    reply = _revoke(functions, key, key_id)
    assert (reply.status, reply.json) == (
        400,
        {"error": "id must be 16 hexadecimal digits", "status": 400},
    )
    assert _list(functions, key).status == 200


def test_listing_keys_takes_two_reads(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One checks the key, one reads a page of the index, however many keys exist."""
    key = new_key()
    _list(functions, key)
    asked: list[str] = []
    real = type(boto3.client("dynamodb"))._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

    def counted(client: object, operation: str, arguments: dict[str, object]) -> object:
        asked.append(operation)
        return real(client, operation, arguments)

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", counted)
    assert _list(functions, key).status == 200
    assert asked.count("Query") == 1
    assert "Scan" not in asked


def test_other_verbs_are_405(functions: Functions) -> None:
    """The error has the face's shape."""
    reply = functions.get("/v1/keys", verb="POST", headers=bearer(new_key()))
    assert (reply.status, reply.json["status"], reply.headers["Allow"]) == (
        405,
        405,
        "GET, OPTIONS",
    )
