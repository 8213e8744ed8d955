"""Scrobbles that Last.fm cannot take: they wait in the queue, in order, until it can."""

import json
import time
from collections.abc import Mapping

import boto3
import pytest

from lastfm_gateway.adapters.scrobble_queue import pause_after
from lastfm_gateway.core.signature import sign
from lastfm_gateway.faces.scrobbler import BatchHandler, scrobbler_handler
from local.simulator import SECOND_API_KEY, SECOND_SHARED_SECRET, Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Queues, Reply
from tests.support.poller import poll, receive

RJ, HERMIT = session_key("rj"), session_key("hermit")
START = int(time.time()) - 5000
JSON = {"format": "json"}
DOWN = Fault("error", code=11, method="track.scrobble")


@pytest.fixture
def worker(queues: Queues, monkeypatch: pytest.MonkeyPatch) -> BatchHandler:
    """The worker, to which what was postponed comes again at once."""
    assert queues
    monkeypatch.setattr("lastfm_gateway.faces.scrobbler.pause_after", lambda _: 0.001)
    monkeypatch.setattr(
        "lastfm_gateway.adapters.scrobble_queue.ScrobbleQueue.postpone",
        lambda self, receipt, _: self._call(
            lambda client: client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=0
            )
        ),
    )
    return scrobbler_handler()


def _scrobble(functions: Functions, title: str, sk: str = RJ, at: int = START) -> Reply:
    form = {"artist": "Radiohead", "track": title, "timestamp": str(at), "sk": sk}
    return functions.post("/track/scrobble", **form)


def _heal(lastfm: Simulator) -> None:
    """Bring Last.fm back. What it was sent before counts for nothing: it answered with an error."""
    lastfm.faults.clear()
    lastfm.log.clear()


def _taken(lastfm: Simulator) -> list[tuple[str, str]]:
    """Return titles and times that Last.fm was sent since it is back, in their order."""
    return [
        (
            call.parameters.get("track") or call.parameters["track[0]"],
            call.parameters.get("timestamp") or call.parameters["timestamp[0]"],
        )
        for call in lastfm.log
        if call.method == "track.scrobble"
    ]


@pytest.mark.parametrize(
    "fault",
    [
        DOWN,
        Fault("error", code=8),
        Fault("error", code=16),
        Fault("error", code=29),
        Fault("drop"),
        Fault("html"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}",
)
def test_what_last_fm_cannot_take_is_delivered_later(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator, fault: Fault
) -> None:
    """Accepted with 202, marked as queued; delivered with its own timestamp, and seen at once."""
    functions.get("/user/getRecentTracks", {"user": "rj"})
    lastfm.faults.add(fault)
    reply = _scrobble(functions, "Creep")
    assert (reply.status, reply.headers["X-Scrobble"]) == (202, "queued")
    assert reply.json["scrobbles"]["@attr"] == {"accepted": 1, "ignored": 0, "queued": 1}
    _heal(lastfm)
    while poll(queues.waiting, worker):
        time.sleep(0.2)  # the breaker opens after error 29
    assert _taken(lastfm) == [("Creep", str(START))]
    assert receive(queues.waiting) == []
    assert "Creep" in functions.get("/user/getRecentTracks", {"user": "rj"}).text


def test_order_is_kept_for_each_user(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """What fails holds back its user's later scrobbles, and nobody else's."""
    lastfm.faults.add(DOWN)
    for number in range(3):
        _scrobble(functions, f"Track {number}", at=START + number)
    _scrobble(functions, "Hermit's", sk=HERMIT)
    _heal(lastfm)
    lastfm.faults.add(Fault("error", code=16, times=1))
    again = poll(queues.waiting, worker)
    assert [json.loads(body)["parameters"]["track"] for body in again] == [
        "Track 0",
        "Track 1",
        "Track 2",
    ]
    while poll(queues.waiting, worker):
        pass
    titles = [title for title, _ in _taken(lastfm)]
    assert titles == ["Track 0", "Hermit's", "Track 0", "Track 1", "Track 2"]


def test_what_can_never_be_delivered_blocks_nobody(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """A session that Last.fm refuses goes to the dead-letter queue at once; so does rubbish."""
    lastfm.faults.add(DOWN)
    _scrobble(functions, "Nobody's", sk="0" * 32)
    boto3.client("sqs").send_message(
        QueueUrl=queues.waiting,
        MessageBody="rubbish",
        MessageGroupId="g",
        MessageDeduplicationId="d",
    )
    _scrobble(functions, "Creep")
    _heal(lastfm)
    assert poll(queues.waiting, worker) == []
    assert _taken(lastfm)[1:] == [("Creep", str(START))]
    bodies = [message["Body"] for message in receive(queues.failures)]
    assert len(bodies) == 2
    assert "rubbish" in bodies


def test_the_deployments_own_trouble_is_not_the_scrobbles(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """While the key is suspended scrobbles wait; they are not given up."""
    lastfm.faults.add(DOWN)
    _scrobble(functions, "Creep")
    lastfm.faults.clear()
    lastfm.faults.add(Fault("error", code=26))
    assert len(poll(queues.waiting, worker)) == 1
    lastfm.faults.clear()
    assert poll(queues.waiting, worker) == []
    assert receive(queues.failures) == []


def test_a_clients_own_signature_waits_with_its_scrobbles(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """Through `/2.0/` with a key of its own: a valid answer, and later the very same call."""
    sent = {
        "method": "track.scrobble",
        "api_key": SECOND_API_KEY,
        "sk": session_key("rj", SECOND_API_KEY),
        "artist[0]": "Radiohead",
        "track[0]": "Lucky",
        "timestamp[0]": str(START),
    }
    sent["api_sig"] = sign(sent, SECOND_SHARED_SECRET)
    lastfm.faults.add(DOWN)
    for form, start in (
        ({}, '<?xml version="1.0" encoding="UTF-8"?>\n<lfm status="ok">'),
        (JSON, "{"),
    ):
        reply = functions.post("/2.0/", **sent, **form)
        assert (reply.status, reply.headers["X-Scrobble"]) == (200, "queued")
        assert reply.text.startswith(start)
    _heal(lastfm)
    assert poll(queues.waiting, worker) == []
    assert set(_taken(lastfm)) == {("Lucky", str(START))}
    assert {call.parameters["api_key"] for call in lastfm.log} == {SECOND_API_KEY}


def test_what_is_wrong_is_refused_at_once(functions: Functions, queues: Queues) -> None:
    """Errors that Last.fm means are the caller's to hear: nothing is queued."""
    assert _scrobble(functions, "Creep", sk="0" * 32).json["error"] == 9
    assert functions.post("/track/scrobble", artist="a", sk=RJ).status == 400
    assert receive(queues.waiting) == []


def test_the_same_scrobbles_again_are_one_message(
    functions: Functions, queues: Queues, lastfm: Simulator
) -> None:
    """A client that sends again what was accepted fills no queue."""
    lastfm.faults.add(DOWN)
    for _ in range(2):
        assert _scrobble(functions, "Creep").status == 202
    assert len(receive(queues.waiting)) == 1


def test_without_a_queue_the_failure_is_told(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switched off, or itself out of reach: the caller hears that Last.fm failed."""
    lastfm.faults.add(DOWN)
    assert _scrobble(functions, "Creep").status == 503
    monkeypatch.setenv("SCROBBLE_QUEUE_URL", "http://127.0.0.1:9/none.fifo")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9")
    reply = _scrobble(Functions(), "Creep")
    assert (reply.status, reply.json["error"]) == (503, 11)


def test_a_love_is_not_queued(functions: Functions, queues: Queues, lastfm: Simulator) -> None:
    """Only scrobbles may come late: a love is told to have failed."""
    lastfm.faults.add(Fault("error", code=11))
    assert functions.post("/track/love", artist="a", track="b", sk=RJ).status == 503
    assert receive(queues.waiting) == []


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    """Five seconds at first, fifteen minutes at most."""
    assert [pause_after(times) for times in (1, 2, 3, 8, 9, 300)] == [5, 10, 20, 640, 900, 900]


def test_no_session_is_written_down(  # noqa: PLR0913, PLR0917 (what all of it may be written to)
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    environment: Mapping[str, str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The session is in the encrypted queue alone: no log line, item, group or id has it."""
    lastfm.faults.add(DOWN)
    _scrobble(functions, "Creep")
    (message,) = receive(queues.waiting)
    assert RJ in message["Body"]
    assert RJ not in json.dumps(message["Attributes"])
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
