"""A holder's own keys: listed, and revoked by their holder alone."""

import boto3
import pytest

from local.simulator import Simulator
from tests.integration.conftest import Functions, Reply, bearer, new_key, sign_in
from tests.integration.faces.auth.test_auth import _token


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


def test_a_holder_lists_their_own_keys(functions: Functions, lastfm: Simulator) -> None:
    """Whatever the case of the name; ids, kinds and times, no secret, nobody else's."""
    signed_in = sign_in(functions, _token(lastfm)).json["key"]
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


def test_a_holder_revokes_one_of_their_keys_at_once(functions: Functions) -> None:
    """204, then 401 for whoever shows it, and it is off the list; the other key goes on."""
    kept, lost = new_key(), new_key()
    assert _list(functions, lost).status == 200
    gone = _revoke(functions, kept, _id(lost))
    assert (gone.status, gone.text) == (204, "")
    assert _list(functions, lost).status == 401
    assert [row["id"] for row in _list(functions, kept).json["data"]] == [_id(kept)]
    assert _revoke(functions, kept, _id(lost)).status == 404
    assert _revoke(functions, kept, _id(kept)).status == 204, "its own too"
    assert _list(functions, kept).status == 401


def test_nobody_revokes_anothers_key(functions: Functions) -> None:
    """404, as for a key that does not exist, and it stays in force; by an admin key as well."""
    theirs = new_key(user="hermit")
    for key in (new_key(), new_key("admin")):
        assert _revoke(functions, key, _id(theirs)).status == 404
        assert _revoke(functions, key, "0" * 16).status == 404
    assert _list(functions, theirs).status == 200


def test_a_read_key_cannot_touch_its_holders_admin_key(functions: Functions) -> None:
    """A leaked read key shuts no operator out; an admin key sees and revokes both."""
    read, admin = new_key(), new_key("admin")
    assert [row["kind"] for row in _list(functions, read).json["data"]] == ["read"]
    assert _revoke(functions, read, _id(admin)).status == 404
    assert len(_list(functions, admin).json["data"]) == 2
    assert _revoke(functions, admin, _id(read)).status == 204


def test_no_key_lists_nothing(functions: Functions) -> None:
    """401 without a key in force, before anything is said about the id."""
    assert functions.get("/v1/keys").json == {"error": "Unauthorized", "status": 401}
    assert _list(functions, "rw_live_" + "0" * 80).status == 401
    assert _revoke(functions, "rw_live_" + "0" * 80, "x" * 3000).status == 401


@pytest.mark.parametrize(
    "key_id", ["x" * 3000, "0" * 15, "0" * 16 + "\n", "A" * 16, "key#" + "0" * 12]
)
def test_what_cannot_be_an_id_is_named(functions: Functions, key_id: str) -> None:
    """400 names the id, however long; DynamoDB is not asked."""
    key = new_key()
    reply = _revoke(functions, key, key_id)
    assert (reply.status, reply.json) == (
        400,
        {"error": "id must be 16 hexadecimal digits", "status": 400},
    )
    assert _list(functions, key).status == 200


def test_a_list_costs_one_page_of_an_index(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two reads, however many keys others have: the key's check, and a page of the index."""
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


def test_the_other_verbs_are_refused(functions: Functions) -> None:
    """405 in the face's shape."""
    reply = functions.get("/v1/keys", verb="POST", headers=bearer(new_key()))
    assert (reply.status, reply.json["status"], reply.headers["Allow"]) == (
        405,
        405,
        "GET, OPTIONS",
    )
