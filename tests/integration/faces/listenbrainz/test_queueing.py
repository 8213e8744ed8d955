"""Listens that Last.fm cannot take now: queued, in groups of their own for imports."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listenbrainz import submitting
from lastfm_gateway.faces.scrobbler.worker import DAILY_LIMIT_PAUSE, open_scrobbler
from lastfm_gateway.keys.issue import IssuedKey
from lastfm_gateway.scrobbling import delivery
from lastfm_gateway.scrobbling.queue_quota import Amount
from lastfm_gateway.storage.sqs import BatchHandler
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Queues
from tests.integration.faces.listenbrainz.conftest import Client, listen
from tests.support.clock import Clock
from tests.support.patience import LONG
from tests.support.poller import poll, receive

DOWN = Fault("error", code=11, method="track.scrobble")


@pytest.fixture
def waiting(queues: Queues) -> Queues:
    """Queues, made before the client's function starts."""
    return queues


def parameters_of(message: Any) -> dict[str, str]:
    """Return a message's parameters."""
    found: dict[str, str] = json.loads(message["Body"])["parameters"]
    return found


@pytest.mark.parametrize(
    "fault",
    [
        *(Fault("error", code=code, method="track.scrobble") for code in (11, 29)),
        Fault("drop", method="track.scrobble"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}",
)
def test_outage_is_ok_and_delivered_later(
    waiting: Queues,
    worker: BatchHandler,
    connect: Callable[..., Client],
    lastfm: Simulator,
    fault: Fault,
) -> None:
    """The client drops the listen, as it should: the worker delivers it with its own time."""
    player = connect()
    lastfm.faults.add(fault)
    at = player.now() - 300
    reply = player.submit("single", listen(at))
    assert (reply.status, reply.json["status"]) == (200, "ok")
    assert reply.json["lastfm"] == {"accepted": 0, "queued": 1, "ignored": []}
    assert reply.headers["X-Scrobble"] == "queued"
    lastfm.faults.clear()
    lastfm.log.clear()
    while poll(waiting.waiting, worker):
        time.sleep(0.2)  # the breaker opens after error 29
    assert [sent["timestamp[0]"] for sent in player.sent()] == [str(at)]


def test_import_never_holds_back_a_live_scrobble(
    waiting: Queues, connect: Callable[..., Client], lastfm: Simulator
) -> None:
    """Its remainder is in a group of its own. After one failed call no other is made."""
    player = connect()
    lastfm.faults.add(DOWN)
    now = player.now()
    told = player.submit("import", *(listen(now - 60 * n - 60, f"T{n}") for n in range(120)))
    assert told.json["lastfm"]["queued"] == 120
    assert player.calls == ["track.scrobble"]
    player.submit("single", listen(now - 30))
    groups: dict[str, list[str]] = {}
    for message in receive(waiting.waiting):
        tracks = [v for n, v in parameters_of(message).items() if n.startswith("track[")]
        groups.setdefault(message["Attributes"]["MessageGroupId"], []).extend(tracks)
    imported, live = sorted(groups.values(), key=len, reverse=True)
    assert (len(imported), live) == (120, ["Creep"])
    (own,) = [group for group in groups if group.endswith("#import")]
    assert own.removesuffix("#import") in groups


def test_time_limit_sends_the_rest_to_the_queue(
    waiting: Queues,
    connect: Callable[..., Client],
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Clients give up after 15 seconds: what is not sent by then waits."""
    assert waiting
    player = connect()
    monkeypatch.setattr(submitting, "SUBMIT_SECONDS", 1)
    monkeypatch.setattr(submitting, "LEAST_LEFT", LONG - 0.5)
    lastfm.faults.add(Fault("delay", delay_ms=600, method="track.scrobble"))
    now = player.now()
    reply = player.submit("import", *(listen(now - 60 * n - 60, f"T{n}") for n in range(150)))
    told = reply.json["lastfm"]
    assert (told["accepted"], told["queued"]) == (50, 100)


def test_daily_limit_queues_the_rest_and_the_worker_waits_an_hour(
    waiting: Queues,
    worker: BatchHandler,
    connect: Callable[..., Client],
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Code 5 is no refusal: it is over tomorrow. The client hears that all is well."""
    player = connect()
    lastfm.service.world.daily_limit = 70
    now = player.now()
    reply = player.submit("import", *(listen(now - 60 * n - 60, f"T{n}") for n in range(200)))
    assert reply.json["lastfm"] == {"accepted": 70, "queued": 130, "ignored": []}
    assert reply.headers["X-Scrobble"] == "queued"
    assert player.calls == ["track.scrobble"] * 2
    pauses = list[int]()
    monkeypatch.setattr(
        "lastfm_gateway.scrobbling.queue.ScrobbleQueue.postpone",
        lambda _self, _receipt, seconds: pauses.append(seconds),
    )
    assert len(poll(waiting.waiting, worker)) == 3
    assert set(pauses) == {DAILY_LIMIT_PAUSE}
    assert receive(waiting.failures) == []


def test_queued_listens_are_delivered_after_the_daily_limit(
    waiting: Queues,
    worker: BatchHandler,
    connect: Callable[..., Client],
    lastfm: Simulator,
    clock: Clock,
) -> None:
    """The next day each is there once, with its own time, those of a half accepted batch too."""
    player = connect()
    lastfm.service.world.daily_limit = 60
    now = player.now()
    player.submit("import", *(listen(now - 60 * n - 60, f"T{n}") for n in range(100)))
    assert poll(waiting.waiting, worker)
    clock.later = 86_400
    for _ in range(10):
        if not poll(waiting.waiting, worker):
            break
    history = lastfm.service.world.histories["rj"]
    delivered = history.scrobbles(now - 60 * 100, now, int(clock()))
    ours = [track.name for _, track in delivered if re.fullmatch(r"T\d+", track.name)]
    assert sorted(ours) == sorted(f"T{n}" for n in range(100))


def test_what_waited_too_long_is_dropped_and_counted(
    waiting: Queues,
    connect: Callable[..., Client],
    lastfm: Simulator,
    clock: Clock,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """After 14 days Last.fm would ignore it: no call is made for it."""
    player = connect()
    lastfm.faults.add(DOWN)
    now = player.now()
    player.submit("import", listen(now - 13 * 86_400, "Old"), listen(now - 60, "New"))
    lastfm.faults.clear()
    lastfm.log.clear()
    clock.later = 2 * 86_400
    later = open_scrobbler(Runtime.from_environment(clock=clock))
    assert poll(waiting.waiting, later) == []
    (sent,) = player.sent()
    assert [sent[name] for name in sent if name.startswith("track[")] == ["New"]
    assert "ScrobblesExpired" in capfd.readouterr().out


def test_rate_limit_of_the_gateway_queues(
    waiting: Queues,
    lastfm: Simulator,
    clock: Clock,
    key: IssuedKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A holder's scrobble is never 429, which Navidrome takes for "lost"; nor is it lost."""
    assert waiting
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    player = Client(lastfm, clock, key.text)
    now = player.now()
    first = player.submit("single", listen(now - 300))
    assert first.json["lastfm"]["accepted"] == 1
    second = player.submit("single", listen(now - 30, "Lucky"))
    assert (second.status, second.json["lastfm"]["queued"]) == (200, 1)
    assert second.headers["X-RateLimit-Remaining"] == "0"
    assert 0 < int(second.headers["X-RateLimit-Reset-In"]) <= 60
    playing = player.submit("playing_now", listen(None))
    assert (playing.status, playing.json["lastfm"]["accepted"]) == (200, 0)
    read = player.get("/1/user/rj/listen-count")
    assert (read.status, read.json["code"]) == (503, 503)


def test_queue_that_fails_too_is_503_with_the_code_in_the_body(
    waiting: Queues,
    connect: Callable[..., Client],
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Navidrome retries exactly this, and every other client keeps the listen."""
    assert waiting
    monkeypatch.setenv("SCROBBLE_QUEUE_URL", "http://127.0.0.1:9/none.fifo")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9")
    player = connect()
    lastfm.faults.add(DOWN)
    reply = player.submit("single", listen(player.now() - 60))
    assert (reply.status, reply.json["code"], type(reply.json["error"])) == (503, 503, str)
    assert int(reply.headers["Retry-After"]) > 0
    lastfm.faults.clear()
    lastfm.service.world.daily_limit = 0
    limited = player.submit("single", listen(player.now() - 60))
    assert (limited.status, limited.json["code"]) == (503, 503)


@pytest.mark.parametrize("code", [4, 26])
def test_fault_of_the_deployments_key_is_503(player: Client, lastfm: Simulator, code: int) -> None:
    """A listen must not be lost because an operator's key is suspended."""
    lastfm.faults.add(Fault("error", code=code, method="track.scrobble", times=1))
    reply = player.submit("single", listen(player.now() - 60))
    assert (reply.status, reply.json["code"]) == (503, 503)


def test_import_has_a_quota_of_its_own(
    waiting: Queues,
    connect: Callable[..., Client],
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However much is imported, a live scrobble still fits into the queue."""
    assert waiting
    monkeypatch.setattr(delivery, "DAILY_QUOTA", Amount(number=2, size=10**6))
    player = connect()
    lastfm.faults.add(DOWN)
    now = player.now()
    assert player.submit("import", *(listen(now - 60 - n, f"T{n}") for n in range(2))).status == 200
    assert player.submit("import", listen(now - 90, "Third")).status == 503
    assert player.submit("single", listen(now - 30)).json["lastfm"]["queued"] == 1
