"""Recorded requests of each client, and what its own code makes of every answer."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest

from lastfm_gateway.keys.issue import IssuedKey
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Queues, Reply
from tests.integration.faces.listenbrainz.conftest import Client
from tests.integration.faces.listenbrainz.recorded import CLIENTS, RecordedClient, Sent
from tests.support.listenbrainz import (
    Failure,
    ListenCount,
    Listens,
    LovedItems,
    PlayingNow,
    Submitted,
    ValidToken,
)

#: The strict decoder of each answer, by the end of the path.
DECODERS: Any = {
    "validate-token": ValidToken,
    "submit-listens": Submitted,
    "playing-now": PlayingNow,
    "listens": Listens,
    "listen-count": ListenCount,
    "get-feedback": LovedItems,
}


def replay(client: Client, recorded: RecordedClient, sent: Sent) -> Reply:
    """Send a recorded request, with times near now. Listens of one request differ in time."""
    now = client.now()
    times = {"{now}": now - 600, "{before}": now - 601, "{after}": now - 599}
    target = sent.target
    for name, at in times.items():
        target = target.replace(name, str(at))
    path, _, query = target.partition("?")
    headers = {"Authorization": f"{recorded.scheme} {client.token}"}
    if sent.content_type:
        headers["Content-Type"] = sent.content_type
    body = None
    if sent.body is not None:
        content = json.loads(json.dumps(sent.body))
        for place, item in enumerate(content.get("payload", ())):
            if "listened_at" in item:
                item["listened_at"] = now - 600 - place
        body = json.dumps(content)
    query_sent = dict(parse_qsl(query, keep_blank_values=True))
    return client.send(path, query_sent, verb=sent.verb, body=body, headers=headers)


@pytest.mark.parametrize("name", CLIENTS)
def test_client_is_served(connect: Callable[..., Client], key: IssuedKey, name: str) -> None:
    """Each answer passes the strictest decoder, and Last.fm gets the names and the duration."""
    recorded = CLIENTS[name]
    client = connect(key.listenbrainz_token if recorded.uuid else None)
    for sent in recorded.requests:
        reply = replay(client, recorded, sent)
        assert reply.status == 200, (sent.target, reply.text)
        end = sent.target.partition("?")[0].rpartition("/")[2]
        DECODERS[end].model_validate_json(reply.text)
    scrobble = client.sent()[-1]
    assert scrobble["artist[0]"] == recorded.artist
    assert scrobble.get("duration[0]") == recorded.duration
    assert "album[0]" not in scrobble or scrobble["album[0]"]
    playing = client.sent("track.updateNowPlaying")
    assert len(playing) == recorded.playing
    if recorded.playing:
        assert playing[0].get("duration") == recorded.duration


def navidrome(reply: Reply) -> str:
    """Return what Navidrome does: it decodes JSON first, then asks for the code."""
    answer = json.loads(reply.text)
    if isinstance(answer.get("error", ""), str) and reply.status != 200:
        return "retried" if answer["code"] in (500, 503) else "dropped"
    return "done" if answer.get("status") == "ok" or "code" not in answer else "dropped"


def pano(reply: Reply) -> str:
    """Return what Pano Scrobbler does: codes 6 and 7 delete what is queued."""
    answer = json.loads(reply.text)
    if reply.status == 200 and answer["status"] == "ok":
        return "done"
    failure = Failure.model_validate(answer)
    return "deleted" if failure.code in (6, 7) else "kept"


def jellyfin(reply: Reply) -> str:
    """Return what Jellyfin's plugin does: it needs the time of reset on 429."""
    if reply.status == 429:
        return f"waits {int(reply.headers['X-RateLimit-Reset-In'])}"
    return "done" if reply.status == 200 and json.loads(reply.text)["status"] == "ok" else "error"


def lms(reply: Reply) -> str:
    """Return what epoupon/lms does: it pauses when nothing remains."""
    if int(reply.headers["X-RateLimit-Remaining"]) == 0:
        return "paused"
    return "done" if reply.status == 200 else "sent again"


HABITS: tuple[Callable[[Reply], str], ...] = (navidrome, pano, jellyfin, lms)
GOOD = CLIENTS["gonic"].requests[0]


def habits(reply: Reply) -> list[str]:
    """Return what each client does with an answer."""
    return [habit(reply) for habit in HABITS]


def submit(client: Client, sent: Sent = GOOD) -> Reply:
    """Submit a recorded listen."""
    return replay(client, CLIENTS["gonic"], sent)


def test_accepted_listen_is_done_for_all(player: Client) -> None:
    """The row "200 ok"."""
    assert habits(submit(player)) == ["done", "done", "done", "done"]


def test_unusable_listen_is_400(player: Client) -> None:
    """The row "400": nothing in it can be scrobbled, now or later."""
    reply = submit(player, GOOD._replace(body={"listen_type": "single", "payload": [{}]}))
    assert (reply.status, reply.json["code"]) == (400, 400)
    assert habits(reply) == ["dropped", "kept", "error", "sent again"]


def test_wrong_token_is_401(connect: Callable[..., Client]) -> None:
    """The row "401"."""
    reply = submit(connect("rw_write_" + "0" * 80))
    assert (reply.status, reply.json["code"]) == (401, 401)
    assert habits(reply) == ["dropped", "kept", "error", "sent again"]


def test_spent_limit_is_never_429(
    queues: Queues,
    connect: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The row "429": Navidrome would drop the listen for good. It is queued instead."""
    assert queues
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    client = connect()
    submit(client)
    reply = submit(client)
    assert reply.json["lastfm"]["queued"] == 1
    assert habits(reply) == ["done", "done", "done", "paused"]


def test_outage_without_a_queue_is_503(player: Client, lastfm: Simulator) -> None:
    """The row "500, 503": the code in the body makes Navidrome retry, and all others keep it."""
    lastfm.faults.add(Fault("error", code=11))
    reply = submit(player)
    assert (reply.status, reply.json["code"]) == (503, 503)
    assert habits(reply) == ["retried", "kept", "error", "sent again"]


def test_every_answer_is_json_of_the_face(player: Client) -> None:
    """The rows "not JSON" and "does not parse" do not occur: unknown paths and verbs are JSON."""
    for reply in (player.get("/1/nothing"), player.send("/1/submit-listens", verb="PUT")):
        assert Failure.model_validate_json(reply.text).code == reply.status
        assert habits(reply) == ["dropped", "kept", "error", "sent again"]
