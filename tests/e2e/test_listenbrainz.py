"""liblistenbrainz from PyPI, unmodified, on the deployed stack; and raw requests."""

import json
import time
from typing import Any

import liblistenbrainz  # type: ignore[import-untyped]  # it has no types
import pytest
import urllib3
from liblistenbrainz.errors import (  # type: ignore[import-untyped]  # the same
    InvalidAuthTokenException,
    ListenBrainzAPIException,
)

from local.stack import LocalStack
from tests.e2e.test_keys import make
from tests.support.listenbrainz import Failure, Submitted, ValidToken
from tests.support.writer import Writer

http = urllib3.PoolManager(retries=False)
PATIENCE = 60.0


@pytest.fixture(scope="module")
def admin(stack: LocalStack) -> dict[str, str]:
    """The header with an admin key."""
    return {"Authorization": f"Bearer {make(stack, 'admin-key')}"}


@pytest.fixture
def key(stack: LocalStack, admin: dict[str, str], writer: Writer) -> dict[str, Any]:
    """A write key of the writer's, as an operator makes it."""
    fields = {"user": writer.name, "kind": "write", "session_key": writer.session()}
    made = http.request("POST", f"{stack.base_url}/v1/admin/keys", headers=admin, json=fields)
    assert made.status == 201, made.data
    answer: dict[str, Any] = made.json()
    return answer


@pytest.fixture
def client(stack: LocalStack, key: dict[str, Any]) -> Any:
    """A client with the key, which it has validated. It drops the path of its base URL."""
    made = liblistenbrainz.ListenBrainz(api_base_url=stack.root_url)
    made.set_auth_token(key["key"])
    return made


def listen(at: int | None, title: str = "Lucky") -> Any:
    """Return a listen of the library's."""
    return liblistenbrainz.Listen(
        track_name=title, artist_name="Radiohead", release_name="OK Computer", listened_at=at
    )


def titles(client: Any, writer: Writer) -> list[tuple[int, str]]:
    """Return times and titles of the user's listens."""
    return [(it.listened_at, it.track_name) for it in client.get_listens(writer.name)]


def test_both_forms_of_the_key_are_valid(stack: LocalStack, key: dict[str, Any]) -> None:
    """The UUID too; a made-up token is not."""
    client = liblistenbrainz.ListenBrainz(api_base_url=stack.root_url)
    client.set_auth_token(key["listenbrainz_token"])
    with pytest.raises(InvalidAuthTokenException):
        client.set_auth_token("00000000-0000-4000-8000-000000000000")


def test_submitted_listens_are_read_back(client: Any, writer: Writer) -> None:
    """One and several at once, newest first."""
    assert titles(client, writer) == []
    at = writer.start
    assert client.submit_single_listen(listen(at))["status"] == "ok"
    several = [listen(at + 300, "Airbag"), listen(at + 600, "Let Down")]
    assert client.submit_multiple_listens(several)["lastfm"]["accepted"] == 2
    played = titles(client, writer)
    assert played == [(at + 600, "Let Down"), (at + 300, "Airbag"), (at, "Lucky")]
    newer = client.get_listens(writer.name, min_ts=at, count=1)
    assert [it.track_name for it in newer] == ["Airbag"]
    with pytest.raises(ListenBrainzAPIException) as refused:
        client.delete_listen(newer[0])
    assert refused.value.status_code == 404


def test_playing_now_is_read_back(client: Any, writer: Writer) -> None:
    """Nothing plays before."""
    assert client.get_playing_now(writer.name) is None
    assert client.submit_playing_now(listen(None))["status"] == "ok"
    playing = client.get_playing_now(writer.name)
    assert (playing.artist_name, playing.track_name) == ("Radiohead", "Lucky")


def test_unknown_recording_is_not_loved(client: Any) -> None:
    """The library reports the error's sentence."""
    with pytest.raises(ListenBrainzAPIException) as refused:
        client.submit_user_feedback(1, "00000000-0000-4000-8000-000000000000")
    assert refused.value.status_code == 400
    assert "recording" in str(refused.value.message)


def test_outage_is_queued_delivered_and_shown_once(
    stack: LocalStack, client: Any, writer: Writer
) -> None:
    """The listen is there at once, and once after its delivery."""
    faults = f"{stack.simulator_url}/admin/faults"
    http.request("POST", faults, json={"fault": "error:11", "method": "track.scrobble"})
    try:
        told = client.submit_single_listen(listen(writer.start))
        assert told["lastfm"] == {"accepted": 0, "queued": 1, "ignored": []}
        assert titles(client, writer) == [(writer.start, "Lucky")]
    finally:
        http.request("DELETE", faults)
    log = f"{stack.simulator_url}/admin/log"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        delivered = [
            call
            for call in http.request("GET", log).json()
            if call["method"] == "track.scrobble"
            and call["parameters"].get("timestamp[0]") == str(writer.start)
        ]
        if len(delivered) > 1:  # the one that failed, and the worker's
            break
        time.sleep(0.3)
    assert len(delivered) > 1
    assert titles(client, writer) == [(writer.start, "Lucky")]


@pytest.mark.parametrize(
    "path",
    ["/1/validate-token", "/1/validate-token/", "/1/1/validate-token", "//1/validate-token"],
)
def test_spellings_reach_the_function(stack: LocalStack, key: dict[str, Any], path: str) -> None:
    """At the stage and at the root, with Navidrome's body in a GET."""
    headers = {"Authorization": f"token {key['key']}", "Content-Type": "application/json"}
    for base in (stack.base_url, stack.root_url):
        reply = http.request("GET", base + path, headers=headers, body=b"{}")
        assert reply.status == 200, (base + path, reply.data)
        ValidToken.model_validate_json(reply.data)


@pytest.mark.parametrize("path", ["/1", "/1/", "/1/submit-listens", "/1/1/submit-listens/"])
def test_spellings_submit(
    stack: LocalStack, key: dict[str, Any], writer: Writer, path: str
) -> None:
    """A body without a Content-Type, on each of them."""
    content = {
        "listen_type": "single",
        "payload": [
            {
                "listened_at": writer.start,
                "track_metadata": {"artist_name": "Radiohead", "track_name": "Lucky ✓"},
            }
        ],
    }
    reply = http.request(
        "POST",
        stack.base_url + path,
        headers={"Authorization": f"Token {key['key']}"},
        body=json.dumps(content, ensure_ascii=False).encode(),
    )
    assert reply.status == 200, reply.data
    assert Submitted.model_validate_json(reply.data).lastfm.accepted == 1


def test_unknown_paths_and_verbs_have_listenbrainzs_shape(stack: LocalStack) -> None:
    """None is answered by API Gateway itself. Another server's path stays 404."""
    for verb, path in (("GET", "/1/x/y/z"), ("PUT", "/1/submit-listens"), ("POST", "/1/user/rj")):
        reply = http.request(verb, stack.base_url + path)
        assert Failure.model_validate_json(reply.data).code == reply.status
        assert reply.status in (404, 405)
    assert http.request("GET", f"{stack.base_url}/apis/web/v1/stats").status == 404
    preflight = http.request("OPTIONS", f"{stack.base_url}/1/submit-listens")
    assert preflight.status == 204
