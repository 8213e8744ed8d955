"""The worker that drains the queue: later, in order, and around what can never be delivered."""

import json
import time

import boto3
import pytest

from lastfm_gateway.adapters.scrobble_queue import pause_after
from lastfm_gateway.adapters.sqs import BatchHandler
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Queues
from tests.support.poller import poll, receive
from tests.support.scrobbles import DOWN, HERMIT, RJ, START, heal, scrobble, taken


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


def test_what_can_never_be_delivered_blocks_nobody(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """A session that Last.fm refuses goes to the dead-letter queue at once; so does rubbish."""
    lastfm.faults.add(DOWN)
    scrobble(functions, "Nobody's", sk="0" * 32)
    boto3.client("sqs").send_message(
        QueueUrl=queues.waiting,
        MessageBody="rubbish",
        MessageGroupId="g",
        MessageDeduplicationId="d",
    )
    scrobble(functions, "Creep")
    heal(lastfm)
    assert poll(queues.waiting, worker) == []
    assert taken(lastfm)[1:] == [("Creep", str(START))]
    bodies = [message["Body"] for message in receive(queues.failures)]
    assert len(bodies) == 2
    assert "rubbish" in bodies


def test_the_deployments_own_trouble_is_not_the_scrobbles(
    functions: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator
) -> None:
    """While the key is suspended scrobbles wait; they are not given up."""
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
