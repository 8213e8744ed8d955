"""Scrobbles while Last.fm is down: which are queued, and what the client is told."""

import json
from base64 import b64decode
from collections.abc import Mapping

import boto3
import pytest

from lastfm_gateway.lastfm.signature import sign
from lastfm_gateway.storage.sqs import BatchHandler
from local.simulator import SECOND_API_KEY, SECOND_SHARED_SECRET, Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Queues
from tests.support.poller import poll, receive
from tests.support.scrobbles import (
    DOWN,
    RJ,
    START,
    delivered,
    make_sessions_known,
    recover,
    scrobble,
)

JSON = {"format": "json"}


def test_clients_own_key_and_signature_are_queued_with_its_scrobbles(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """The reply to `/2.0/` is valid, and the worker later sends the same signed call."""
    sent = {
        "method": "track.scrobble",
        "api_key": SECOND_API_KEY,
        "sk": session_key("rj", SECOND_API_KEY),
        "artist[0]": "Radiohead",
        "track[0]": "Lucky",
        "timestamp[0]": str(START),
    }
    sent["api_sig"] = sign(sent, SECOND_SHARED_SECRET)
    assert functions.post("/2.0/", **sent).headers["X-Scrobble"] == "delivered"
    lastfm.faults.add(DOWN)
    for form, start in (
        ({}, '<?xml version="1.0" encoding="UTF-8"?>\n<lfm status="ok">'),
        (JSON, "{"),
    ):
        reply = functions.post("/2.0/", **sent, **form)
        assert (reply.status, reply.headers["X-Scrobble"]) == (200, "queued")
        assert reply.text.startswith(start)
    recover(lastfm)
    assert poll(queues.waiting, worker) == []
    assert set(delivered(lastfm)) == {("Lucky", str(START))}
    assert {call.parameters["api_key"] for call in lastfm.log} == {SECOND_API_KEY}


def test_definitive_errors_are_returned_and_not_queued(
    functions: Functions, queues: Queues
) -> None:
    """The client gets Last.fm's error at once."""
    assert scrobble(functions, "Creep", sk="0" * 32).json["error"] == 9
    assert functions.post("/track/scrobble", artist="a", sk=RJ).status == 400
    assert receive(queues.waiting) == []


def test_incomplete_scrobbles_are_not_queued(
    functions: Functions, queues: Queues, lastfm: Simulator
) -> None:
    """`/2.0/` validates nothing, so a scrobble without a session or a track is not queued."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    whole = {"artist[0]": "a", "track[0]": "b", "timestamp[0]": str(START), "api_key": "f" * 32}
    for sent in (
        {**whole, "artist[1]": "a", "sk": RJ},
        {**whole, "track[0]": " ", "sk": RJ},
        whole,
    ):
        reply = functions.post("/2.0/", method="track.scrobble", **sent, **JSON)
        assert (reply.status, reply.json["error"]) == (503, 11)
    assert receive(queues.waiting) == []


def test_repeated_scrobbles_are_one_message(
    functions: Functions, queues: Queues, lastfm: Simulator
) -> None:
    """A client that sends accepted scrobbles again adds no message to the queue."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    for _ in range(2):
        assert scrobble(functions, "Creep").status == 202
    assert len(receive(queues.waiting)) == 1


def test_failure_is_returned_without_a_queue(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the queue switched off or unreachable, the client gets Last.fm's failure."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    monkeypatch.setenv("SCROBBLE_QUEUE_URL", "")  # what AsyncScrobbles=off sets
    off = scrobble(functions, "Creep")
    assert (off.status, off.json["error"]) == (503, 11)
    assert "X-Scrobble" not in off.headers
    monkeypatch.setenv("SCROBBLE_QUEUE_URL", "http://127.0.0.1:9/none.fifo")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9")
    reply = scrobble(Functions(), "Creep")
    assert (reply.status, reply.json["error"]) == (503, 11)


def test_loves_are_not_queued(functions: Functions, queues: Queues, lastfm: Simulator) -> None:
    """Only scrobbles are queued: a failed love is returned as a failure."""
    lastfm.faults.add(Fault("error", code=11))
    assert functions.post("/track/love", artist="a", track="b", sk=RJ).status == 503
    assert receive(queues.waiting) == []


def test_no_session_is_readable_in_the_queue(  # noqa: PLR0913, PLR0917 (what all of it may be written to)
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    environment: Mapping[str, str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No message, log line, item, group or id holds the plain session."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Creep")
    (message,) = receive(queues.waiting)
    assert RJ not in json.dumps(message)
    assert "sk" not in json.loads(message["Body"])["parameters"]
    encrypted = b64decode(json.loads(message["Body"])["session"])
    assert encrypted
    boto3.client("sqs").change_message_visibility(
        QueueUrl=queues.waiting, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
    )
    lastfm.faults.clear()
    poll(queues.waiting, worker)
    out, err = capfd.readouterr()
    assert "ScrobblesQueued" in out
    items = boto3.client("dynamodb").scan(TableName=environment["GATEWAY_TABLE"])["Items"]
    assert "session" in {item["pk"]["S"].partition("#")[0] for item in items}
    assert RJ not in out + err + str(items)
