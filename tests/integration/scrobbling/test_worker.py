"""The scrobble worker: delivery from the queue, order, retries and the dead-letter queue."""

import json
import time

import boto3
import pytest
from botocore.config import Config

from lastfm_gateway.faces.scrobbler.worker import scrobbler_handler
from lastfm_gateway.storage.sqs import BatchHandler, pause_after
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Queues
from tests.support.poller import poll, receive
from tests.support.scrobbles import (
    DOWN,
    HERMIT,
    RJ,
    START,
    delivered,
    make_sessions_known,
    recover,
    scrobble,
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
def test_scrobbles_that_last_fm_cannot_take_are_delivered_later(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator, fault: Fault
) -> None:
    """The reply is 202 and "queued"; the worker delivers the scrobble with its own timestamp."""
    make_sessions_known(functions)
    functions.get("/user/getRecentTracks", {"user": "rj"})
    lastfm.faults.add(fault)
    reply = scrobble(functions, "Creep")
    assert (reply.status, reply.headers["X-Scrobble"]) == (202, "queued")
    assert reply.json["scrobbles"]["@attr"] == {"accepted": 1, "ignored": 0, "queued": 1}
    recover(lastfm)
    while poll(queues.waiting, worker):
        time.sleep(0.2)  # the breaker opens after error 29
    assert delivered(lastfm) == [("Creep", str(START))]
    assert receive(queues.waiting) == []
    assert "Creep" in functions.get("/user/getRecentTracks", {"user": "rj"}).text


def test_order_is_kept_for_each_user(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """A failed delivery holds back that user's later scrobbles, and no other user's."""
    make_sessions_known(functions, RJ, HERMIT)
    lastfm.faults.add(DOWN)
    for number in range(3):
        scrobble(functions, f"Track {number}", at=START + number)
    scrobble(functions, "Hermit's", sk=HERMIT)
    recover(lastfm)
    lastfm.faults.add(Fault("error", code=16, times=1))
    again = poll(queues.waiting, worker)
    assert [json.loads(body)["parameters"]["track"] for body in again] == [
        "Track 0",
        "Track 1",
        "Track 2",
    ]
    while poll(queues.waiting, worker):
        pass
    titles = [title for title, _ in delivered(lastfm)]
    assert titles == ["Track 0", "Hermit's", "Track 0", "Track 1", "Track 2"]


def test_messages_behind_a_postponed_one_get_its_pause(
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Later messages of the group are postponed without a call, each under its own message id."""
    make_sessions_known(functions, RJ, HERMIT)
    lastfm.faults.add(DOWN)
    for number in range(2):
        scrobble(functions, f"Track {number}", at=START + number)
    scrobble(functions, "Hermit's", sk=HERMIT)
    scrobble(functions, "Track 2", at=START + 2)
    recover(lastfm)
    lastfm.faults.add(Fault("error", code=16, times=2))
    pauses = iter((40, 70))
    monkeypatch.setattr("lastfm_gateway.faces.scrobbler.worker.pause_after", lambda _: next(pauses))
    postponed = list[int]()
    monkeypatch.setattr(
        "lastfm_gateway.scrobbling.queue.ScrobbleQueue.postpone",
        lambda _self, _receipt, seconds: postponed.append(seconds),
    )
    begun_ids = list[str]()
    monkeypatch.setattr(
        "lastfm_gateway.observability.telemetry.Telemetry.begin",
        lambda _self, message_id: begun_ids.append(message_id),
    )
    assert len(poll(queues.waiting, worker)) == 4
    assert sorted(postponed) == [40, 40, 40, 70]
    assert len(delivered(lastfm)) == 2
    assert len(set(begun_ids)) == 4


def test_undeliverable_messages_go_to_the_dlq_without_blocking_later_ones(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """A malformed message and a revoked session reach the dead-letter queue at the first try."""
    make_sessions_known(functions, RJ, HERMIT)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Hermit's", sk=HERMIT)
    boto3.client("sqs").send_message(
        QueueUrl=queues.waiting,
        MessageBody="rubbish",
        MessageGroupId="g",
        MessageDeduplicationId="d",
    )
    scrobble(functions, "Creep")
    recover(lastfm)
    lastfm.faults.add(Fault("error", code=9, method="track.scrobble", times=1))  # revoked meanwhile
    assert poll(queues.waiting, worker) == []
    assert delivered(lastfm)[1:] == [("Creep", str(START))]
    bodies = [message["Body"] for message in receive(queues.failures)]
    assert len(bodies) == 2
    assert "rubbish" in bodies


def test_scrobbles_wait_while_the_api_key_is_suspended(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """Errors of the deployment's key send no scrobble to the dead-letter queue."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Creep")
    lastfm.faults.clear()
    lastfm.faults.add(Fault("error", code=26))
    assert len(poll(queues.waiting, worker)) == 1
    lastfm.faults.clear()
    assert poll(queues.waiting, worker) == []
    assert receive(queues.failures) == []


def test_retry_pauses_double_up_to_fifteen_minutes() -> None:
    """The first pause is five seconds."""
    assert [pause_after(times) for times in (1, 2, 3, 8, 9, 300)] == [5, 10, 20, 640, 900, 900]


def test_message_age_is_measured_on_every_receive(
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The worker measures seconds since the message was sent.

    The age metric of SQS leaves out messages that were received before and not deleted.
    """
    make_sessions_known(functions)
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
    """A message with a plain session is delivered beside one with an encrypted session."""
    make_sessions_known(functions)
    put(queues, {**PLAY, "sk": RJ})
    lastfm.faults.add(DOWN)
    scrobble(functions, "Later", at=START + 1)
    recover(lastfm)
    assert poll(queues.waiting, worker) == []
    assert set(delivered(lastfm)) == {("Creep", str(START)), ("Later", str(START + 1))}


def test_dead_letters_hold_no_plain_session(
    queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """A message of an earlier release loses its session on its way to the dead-letter queue."""
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
    """A message whose session cannot be decrypted now is retried, not given up."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Creep")
    recover(lastfm)
    with monkeypatch.context() as broken:
        broken.setattr("lastfm_gateway.composition.connect_kms", _unreachable)
        assert len(poll(queues.waiting, scrobbler_handler())) == 1
    assert poll(queues.waiting, worker) == []
    assert delivered(lastfm) == [("Creep", str(START))]
    assert receive(queues.failures) == []


def test_messages_left_when_time_is_up_are_retried_without_any_call(
    functions: Functions,
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After its deadline the worker calls neither KMS nor Last.fm."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    scrobble(functions, "Creep")
    recover(lastfm)
    with monkeypatch.context() as broken:
        broken.setattr("lastfm_gateway.faces.scrobbler.worker.BATCH_SECONDS", 0.0)
        broken.setattr("lastfm_gateway.keys.encryption.SessionCipher.decrypt", _refuse)
        assert len(poll(queues.waiting, worker)) == 1
    assert delivered(lastfm) == []
    assert poll(queues.waiting, worker) == []
    assert delivered(lastfm) == [("Creep", str(START))]


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


def _unreachable(_times: object) -> object:
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
def test_message_with_parameters_that_are_not_text_goes_to_the_dlq(
    queues: Queues,
    worker: BatchHandler,
    lastfm: Simulator,
    parameters: dict[str, object],
    sealed: bool,  # noqa: FBT001 (both kinds of messages)
) -> None:
    """A message that cannot be signed is dead-lettered at once and never sent to Last.fm."""
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
