"""The worker that drains the queue: later, in order, and around what can never be delivered."""

import json
import time

import boto3
import pytest
from botocore.config import Config

from lastfm_gateway.scrobbling.queue import pause_after
from lastfm_gateway.scrobbling.worker import scrobbler_handler
from lastfm_gateway.storage.sqs import BatchHandler
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Queues
from tests.support.poller import poll, receive
from tests.support.scrobbles import (
    DOWN,
    HERMIT,
    RJ,
    START,
    heal,
    introduce,
    scrobble,
    taken,
)


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
    introduce(functions)
    functions.get("/user/getRecentTracks", {"user": "rj"})
    lastfm.faults.add(fault)
    reply = scrobble(functions, "Creep")
    assert (reply.status, reply.headers["X-Scrobble"]) == (202, "queued")
    assert reply.json["scrobbles"]["@attr"] == {"accepted": 1, "ignored": 0, "queued": 1}
    heal(lastfm)
    while poll(queues.waiting, worker):
        time.sleep(0.2)  # the breaker opens after error 29
    assert taken(lastfm) == [("Creep", str(START))]
    assert receive(queues.waiting) == []
    assert "Creep" in functions.get("/user/getRecentTracks", {"user": "rj"}).text


def test_order_is_kept_for_each_user(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """What fails holds back its user's later scrobbles, and nobody else's."""
    introduce(functions, RJ, HERMIT)
    lastfm.faults.add(DOWN)
    for number in range(3):
        scrobble(functions, f"Track {number}", at=START + number)
    scrobble(functions, "Hermit's", sk=HERMIT)
    heal(lastfm)
    lastfm.faults.add(Fault("error", code=16, times=1))
    again = poll(queues.waiting, worker)
    assert [json.loads(body)["parameters"]["track"] for body in again] == [
        "Track 0",
        "Track 1",
        "Track 2",
    ]
    while poll(queues.waiting, worker):
        pass
    titles = [title for title, _ in taken(lastfm)]
    assert titles == ["Track 0", "Hermit's", "Track 0", "Track 1", "Track 2"]


def test_messages_behind_a_postponed_one_wait_as_long(
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A group's later messages get the first one's pause without a call; telemetry marks each."""
    introduce(functions, RJ, HERMIT)
    lastfm.faults.add(DOWN)
    for number in range(2):
        scrobble(functions, f"Track {number}", at=START + number)
    scrobble(functions, "Hermit's", sk=HERMIT)
    scrobble(functions, "Track 2", at=START + 2)
    heal(lastfm)
    lastfm.faults.add(Fault("error", code=16, times=2))
    pauses = iter((40, 70))
    monkeypatch.setattr("lastfm_gateway.scrobbling.worker.pause_after", lambda _: next(pauses))
    postponed = list[int]()
    monkeypatch.setattr(
        "lastfm_gateway.scrobbling.queue.ScrobbleQueue.postpone",
        lambda _self, _receipt, seconds: postponed.append(seconds),
    )
    begun = list[str]()
    monkeypatch.setattr(
        "lastfm_gateway.observability.telemetry.Telemetry.begin",
        lambda _self, message_id: begun.append(message_id),
    )
    assert len(poll(queues.waiting, worker)) == 4
    assert sorted(postponed) == [40, 40, 40, 70]
    assert len(taken(lastfm)) == 2
    assert len(set(begun)) == 4


def test_what_can_never_be_delivered_blocks_nobody(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """A session that Last.fm refuses goes to the dead-letter queue at once; so does rubbish."""
    introduce(functions, RJ, HERMIT)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Hermit's", sk=HERMIT)
    boto3.client("sqs").send_message(
        QueueUrl=queues.waiting,
        MessageBody="rubbish",
        MessageGroupId="g",
        MessageDeduplicationId="d",
    )
    scrobble(functions, "Creep")
    heal(lastfm)
    lastfm.faults.add(Fault("error", code=9, method="track.scrobble", times=1))  # revoked meanwhile
    assert poll(queues.waiting, worker) == []
    assert taken(lastfm)[1:] == [("Creep", str(START))]
    bodies = [message["Body"] for message in receive(queues.failures)]
    assert len(bodies) == 2
    assert "rubbish" in bodies


def test_the_deployments_own_trouble_is_not_the_scrobbles(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """While the key is suspended scrobbles wait; they are not given up."""
    introduce(functions)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Creep")
    lastfm.faults.clear()
    lastfm.faults.add(Fault("error", code=26))
    assert len(poll(queues.waiting, worker)) == 1
    lastfm.faults.clear()
    assert poll(queues.waiting, worker) == []
    assert receive(queues.failures) == []


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    """Five seconds at first, fifteen minutes at most."""
    assert [pause_after(times) for times in (1, 2, 3, 8, 9, 300)] == [5, 10, 20, 640, 900, 900]


def test_the_age_of_what_waits_is_measured(
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The worker counts seconds since the message was sent, also where SQS counts none.

    SQS's own age metric leaves out messages that were received before and not deleted.
    """
    introduce(functions)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Creep")
    capsys.readouterr()
    time.sleep(1.1)
    ages = []
    for _ in range(2):
        assert len(poll(queues.waiting, worker)) == 1
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        ages += [age for line in lines for age in line.get("ScrobbleAge", ())]
        time.sleep(1.1)
    first, second = ages
    assert 1 <= first < second


def test_messages_of_an_earlier_release_are_delivered(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """What was queued with its session readable comes through beside what is queued now."""
    introduce(functions)
    put(queues, {**PLAY, "sk": RJ})
    lastfm.faults.add(DOWN)
    scrobble(functions, "Later", at=START + 1)
    heal(lastfm)
    assert poll(queues.waiting, worker) == []
    assert set(taken(lastfm)) == {("Creep", str(START)), ("Later", str(START + 1))}


def test_no_session_is_buried_readable(
    queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """An earlier release's message loses its session on its way to the dead-letter queue."""
    put(queues, {**PLAY, "sk": RJ})
    lastfm.faults.add(Fault("error", code=9))
    assert poll(queues.waiting, worker) == []
    (message,) = receive(queues.failures)
    assert RJ not in json.dumps(message)
    assert json.loads(message["Body"])["parameters"] == PLAY


def test_scrobbles_wait_while_kms_fails(
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A session that cannot be decrypted now is decrypted later: nothing is given up."""
    introduce(functions)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Creep")
    heal(lastfm)
    with monkeypatch.context() as broken:
        broken.setattr("lastfm_gateway.composition._connect_kms", _unreachable)
        assert len(poll(queues.waiting, scrobbler_handler())) == 1
    assert poll(queues.waiting, worker) == []
    assert taken(lastfm) == [("Creep", str(START))]
    assert receive(queues.failures) == []


def test_a_batch_out_of_time_asks_nobody(
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is left when the worker's time is over comes again, with no call to KMS or Last.fm."""
    introduce(functions)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Creep")
    heal(lastfm)
    with monkeypatch.context() as broken:
        broken.setattr("lastfm_gateway.scrobbling.worker.PATIENCE", 0.0)
        broken.setattr("lastfm_gateway.keys.encryption.SessionCipher.decrypt", _refuse)
        assert len(poll(queues.waiting, worker)) == 1
    assert taken(lastfm) == []
    assert poll(queues.waiting, worker) == []
    assert taken(lastfm) == [("Creep", str(START))]


PLAY = {"artist": "Radiohead", "track": "Creep", "timestamp": str(START)}


def put(queues: Queues, parameters: dict[str, str]) -> None:
    """Queue a message as the first release did."""
    boto3.client("sqs").send_message(
        QueueUrl=queues.waiting,
        MessageBody=json.dumps({"parameters": parameters, "sealed": False}),
        MessageGroupId="g",
        MessageDeduplicationId="d",
    )


def _refuse(*_: object) -> str:
    raise AssertionError


def _unreachable() -> object:
    config = Config(connect_timeout=1, retries={"total_max_attempts": 1})
    return boto3.client("kms", endpoint_url="http://127.0.0.1:9", config=config)


@pytest.mark.parametrize(
    "parameters",
    [
        {"artist": 1, "track": "Creep", "timestamp": str(START), "sk": RJ},
        {"artist": "Radiohead", "track": ["Creep"], "timestamp": str(START), "sk": RJ},
        {"artist": "Radiohead", "track": "Creep", "timestamp": None, "sk": RJ},
        {"artist": "Radiohead", "track": "Creep", "timestamp": START, "sk": RJ},
    ],
    ids=["number", "list", "null", "timestamp"],
)
@pytest.mark.parametrize("sealed", [False, True])
def test_a_message_whose_parameters_are_no_text_is_put_aside(
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    parameters: dict[str, object],
    sealed: bool,  # noqa: FBT001 (both kinds of messages)
) -> None:
    """It can never be signed or sent: it goes to the dead-letter queue at once, and is not sent."""
    body = json.dumps({"parameters": parameters, "sealed": sealed})
    boto3.client("sqs").send_message(
        QueueUrl=queues.waiting,
        MessageBody=body,
        MessageGroupId="g",
        MessageDeduplicationId="d",
    )
    assert poll(queues.waiting, worker) == []
    assert [message["Body"] for message in receive(queues.failures)] == [body]
    assert lastfm.log == []
