"""Tokens: which are valid, where they may be, and what a client is told."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import boto3
import pytest

from lastfm_gateway.keys.issue import IssuedKey
from lastfm_gateway.storage.table import Table
from local.simulator import Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, bearer, new_key, new_session_key
from tests.integration.faces.listenbrainz.conftest import Client, listen
from tests.support.clock import Clock
from tests.support.listenbrainz import Failure, InvalidToken, ValidToken

VALIDATE = "/1/validate-token"


def test_scheme_is_read_in_any_case(player: Client) -> None:
    """Pano Scrobbler and Jellyfin write `token`. Blanks do no harm."""
    for scheme in ("Token ", "token ", "TOKEN   ", "Bearer ", " bearer  "):
        reply = player.send(VALIDATE, headers={"Authorization": f"{scheme}{player.token} "})
        assert reply.status == 200
        assert ValidToken.model_validate_json(reply.text).user_name == "rj"


def test_uuid_form_of_a_write_key_is_a_token(
    connect: Callable[..., Client], key: IssuedKey
) -> None:
    """LMS lets only a UUID be typed; it works in any case."""
    assert key.listenbrainz_token
    for text in (key.listenbrainz_token, key.listenbrainz_token.upper()):
        client = connect(text)
        ValidToken.model_validate_json(client.get(VALIDATE).text)
        assert client.submit("single", listen(client.now() - 60)).json["lastfm"]["accepted"] == 1


def test_key_may_ask_for_the_first_artist(
    functions: Functions, connect: Callable[..., Client]
) -> None:
    """An operator makes it with `"artist": "first"`."""
    fields = {"user": "rj", "kind": "write", "session_key": session_key("rj"), "artist": "first"}
    admin = bearer(new_key("admin"))
    body = json.dumps(fields)
    made = functions.get("/v1/admin/keys", verb="POST", headers=admin, body=body)
    client = connect(made.json["key"])
    client.submit("single", listen(client.now() - 60, artist_names=["Thom Yorke", "Radiohead"]))
    assert client.sent()[0]["artist[0]"] == "Thom Yorke"


def test_token_in_the_query_is_validated_only(player: Client) -> None:
    """Old versions of liblistenbrainz send it so. It opens no other route."""
    reply = player.send(VALIDATE, {"token": player.token}, headers={})
    ValidToken.model_validate_json(reply.text)
    refused = player.send("/1/user/rj/listens", {"token": player.token}, headers={})
    assert refused.status == 401


def test_validation_with_a_body_is_answered(player: Client) -> None:
    """Navidrome sends `{}` with the GET."""
    headers = {"Authorization": f"Token {player.token}"}
    ValidToken.model_validate_json(player.send(VALIDATE, body="{}", headers=headers).text)


def test_wrong_token_is_an_answer_and_not_an_error(connect: Callable[..., Client]) -> None:
    """Navidrome turns 401 into "500"."""
    uuid = "00000000-0000-4000-8000-000000000000"
    for text in ("x", "rw_write_x", "rw_write_" + "0" * 80, uuid, "é"):
        reply = connect(text).get(VALIDATE)
        assert reply.status == 200
        InvalidToken.model_validate_json(reply.text)


def test_no_token_is_400(player: Client) -> None:
    """As ListenBrainz answers."""
    for headers in ({}, {"Authorization": "Token"}, {"Authorization": "Basic"}):
        reply = player.send(VALIDATE, headers=headers)
        assert (reply.status, Failure.model_validate_json(reply.text).code) == (400, 400)


@pytest.mark.parametrize("kind", ["read", "admin", "session"])
def test_key_that_cannot_scrobble_says_so(connect: Callable[..., Client], kind: str) -> None:
    """A read key, with a session or without, and an admin key. Jellyfin shows the message."""
    text = {
        "read": lambda: new_key("read"),
        "admin": lambda: new_key("admin"),
        "session": lambda: new_session_key("read", "rj", session_key("rj")).text,
    }[kind]()
    client = connect(text)
    told = InvalidToken.model_validate_json(client.get(VALIDATE).text)
    base = "https://abc123.execute-api.eu-central-1.amazonaws.com/live"
    assert f"{base}/auth/login?scope=write" in told.message
    assert "cannot scrobble" in told.message
    for kind_of_listen, at in (("single", client.now() - 60), ("playing_now", None)):
        refused = client.submit(kind_of_listen, listen(at))
        failure = Failure.model_validate_json(refused.text)
        assert (refused.status, failure.code, failure.error) == (401, 401, told.message)
    assert client.calls == []


def test_share_token_opens_nothing(connect: Callable[..., Client]) -> None:
    """It is for shared pages."""
    client = connect(new_key("share"))
    InvalidToken.model_validate_json(client.get(VALIDATE).text)
    assert client.get("/1/user/rj/listen-count").status == 401


def test_read_key_reads(connect: Callable[..., Client]) -> None:
    """A write key can do more, not something else."""
    assert connect(new_key("read")).get("/1/user/rj/listen-count").status == 200


@pytest.mark.parametrize("kind", ["single", "playing_now"])
def test_session_that_was_revoked_is_401_and_shows_in_the_validation(
    connect: Callable[..., Client], lastfm: Simulator, clock: Clock, kind: str
) -> None:
    """Another environment tells it too, for a day."""
    player = connect()
    lastfm.faults.add(Fault("error", code=9, times=1))
    refused = player.submit(kind, listen(player.now() - 60 if kind == "single" else None))
    failure = Failure.model_validate_json(refused.text)
    assert (refused.status, failure.code) == (401, 401)
    assert "sign in again" in failure.error
    told = InvalidToken.model_validate_json(connect().get(VALIDATE).text)
    assert told.message == failure.error
    clock.later = 86_400 + 1
    ValidToken.model_validate_json(connect().get(VALIDATE).text)


def test_keys_that_cannot_be_read_are_503(player: Client, environment: Mapping[str, str]) -> None:
    """Nobody is told that a good key is invalid."""
    boto3.client("dynamodb").delete_table(TableName=environment["KEYS_TABLE"])
    for reply in (player.get(VALIDATE), player.submit("single", listen(player.now() - 60))):
        assert (reply.status, Failure.model_validate_json(reply.text).code) == (503, 503)
        assert int(reply.headers["Retry-After"]) > 0


def test_preflight_permits_what_browsers_ask_for(player: Client) -> None:
    """Web Scrobbler sends Authorization and Content-Type."""
    reply = player.send("/1/submit-listens", verb="OPTIONS", headers={"Origin": "https://a.b"})
    assert reply.status == 204
    allowed = reply.headers["Access-Control-Allow-Headers"]
    assert {"Authorization", "Content-Type"} <= set(allowed.split(", "))
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_one_read_validates(player: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Key, mark and call log come in one batched read."""
    reads = list[Any]()
    read = Table.read

    def counted(table: Table, *keys: str, consistent: bool = False) -> Any:
        reads.append(keys)
        return read(table, *keys, consistent=consistent)

    monkeypatch.setattr(Table, "read", counted)
    assert json.loads(player.get(VALIDATE).text)["valid"] is True
    assert len(reads) == 1
    assert player.calls == []
