"""Batch fetch while Last.fm or the table fails: missing answers are left out."""

import threading
from collections.abc import Mapping
from copy import replace

import pytest

from bench.counting import counted
from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import CircuitOpen
from lastfm_gateway.lastfm.client import Attempt, LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.parallel import CONCLUSIVE_BATCH_SECONDS
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.lastfm.response_formats import MAPPED_JSON
from lastfm_gateway.lastfm.transport import CONNECTIONS
from lastfm_gateway.limits.circuit_state import FAILURES_TO_OPEN, FIRST_OPEN_MS, GIVE_WAY_MS
from lastfm_gateway.storage.bulk import Bulk
from lastfm_gateway.storage.connection import TableFault
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.cache.batch_fetch.conftest import BatchClient, DeadlineAfterTenCalls
from tests.support.broken_database import broken_database
from tests.support.clock import Clock
from tests.support.holding import FOREVER, held, wait_until

type Names = list[tuple[str, str]]


def _is_open(client: BatchClient) -> bool:
    """Return whether the circuit breaker is open."""
    client.begin_request()
    (call,) = client.plan([("Radiohead", "Creep")])
    try:
        client.runtime.client.permit(call)
    except CircuitOpen:
        return True
    return False


def test_slow_answers_are_left_out_at_the_deadline(
    client: BatchClient, lastfm: Simulator, tracks: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other answers are returned, the slow ones come next time, and no breaker opens."""
    answered = list[object]()
    record = LastfmClient.record

    def noted(self: LastfmClient, call: CachedCall, tried: Attempt) -> None:
        answered.append(tried)
        record(self, call, tried)

    monkeypatch.setattr(LastfmClient, "record", noted)

    def clock() -> float:
        """Stand still until 25 answers have come, then pass the deadline."""
        return 0.0 if len(answered) < 25 else FOREVER

    with held(lastfm, "track.getInfo", first=5):
        assert len(client.look_up(tracks, within=FOREVER, clock=clock)) == 25
    assert not _is_open(client)
    assert len(client.look_up(tracks)) == 30
    assert len(lastfm.log) == 35


def test_unanswered_calls_open_the_breaker(
    client: BatchClient,
    lastfm: Simulator,
    tracks: Names,
    deadline_clock: DeadlineAfterTenCalls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without any answer the result is empty at the deadline, after ten calls in all."""
    monkeypatch.setattr(
        "lastfm_gateway.lastfm.client.CONCLUSIVE_SECONDS", 0.0
    )  # hardly any real time passes here
    before = set(threading.enumerate())
    with held(lastfm, "track.getInfo"):
        assert (
            client.look_up(tracks, within=CONCLUSIVE_BATCH_SECONDS + 0.1, clock=deadline_clock)
            == {}
        )
        assert _is_open(client)
        left = [t for t in set(threading.enumerate()) - before if t.name.endswith("(_fly)")]
        assert all(thread.daemon for thread in left)
        for thread in left:
            thread.join(FOREVER / 2)  # its own time is up by itself, not with the answer
            assert not thread.is_alive()
        wait_until(lambda: len(lastfm.log) == CONNECTIONS)
    assert len(lastfm.log) == CONNECTIONS


def test_short_deadline_opens_no_breaker(
    client: BatchClient, lastfm: Simulator, tracks: Names, deadline_clock: DeadlineAfterTenCalls
) -> None:
    """A request that is nearly out of time gets no answers, and the breaker stays closed."""
    with held(lastfm, "track.getInfo"):
        assert (
            client.look_up(tracks, within=CONCLUSIVE_BATCH_SECONDS - 0.1, clock=deadline_clock)
            == {}
        )
        wait_until(lambda: len(lastfm.log) >= FAILURES_TO_OPEN)
    assert not _is_open(client)


def test_calls_that_are_not_made_cost_no_quota(
    client: BatchClient, lastfm: Simulator, tracks: Names, deadline_clock: DeadlineAfterTenCalls
) -> None:
    """Of thirty calls at most ten start before the deadline or a refusal, and only these count."""
    assert client.look_up(tracks, within=0.1) == {}
    assert client.remaining() == 100
    with held(lastfm, "track.getInfo"):
        client.look_up(tracks, within=CONCLUSIVE_BATCH_SECONDS - 0.1, clock=deadline_clock)
    slow = client.remaining()
    assert 100 - CONNECTIONS <= slow < 100
    lastfm.faults.add(Fault("error", code=29))
    client.look_up(tracks)
    refused = client.remaining()
    assert slow - CONNECTIONS <= refused < slow
    client.look_up(tracks)
    assert client.remaining() == refused


def test_passed_deadline_makes_no_call(
    client: BatchClient, lastfm: Simulator, tracks: Names
) -> None:
    """With no time left only stored answers are returned."""
    client.look_up(tracks[:3])
    assert len(client.look_up(tracks, within=0.0)) == 3
    assert len(lastfm.log) == 3


def test_error_29_stops_the_remaining_calls(
    client: BatchClient, lastfm: Simulator, tracks: Names
) -> None:
    """Only the calls on their way meet the key's limit; no more follow."""
    lastfm.faults.add(Fault("error", code=29))
    assert client.look_up(tracks) == {}
    assert len(lastfm.log) <= CONNECTIONS
    made = len(lastfm.log)
    assert client.look_up(tracks) == {}
    assert len(lastfm.log) == made


def test_open_breaker_costs_no_write(client: BatchClient, lastfm: Simulator, tracks: Names) -> None:
    """A request that can fetch nothing writes neither the caller's log nor an answer."""
    lastfm.faults.add(Fault("error", code=29))
    client.look_up(tracks)
    left = client.remaining()
    with counted() as units:
        assert client.look_up(tracks) == {}
    assert set(units.names) <= {"BatchGetItem"}
    assert client.remaining() == left


def test_failed_call_is_left_out_without_retry(
    client: BatchClient, lastfm: Simulator, tracks: Names
) -> None:
    """Each of three broken answers costs one call and leaves one result out."""
    for kind in ("html", "drop", "truncated"):
        lastfm.faults.add(Fault(kind, times=1))
    assert len(client.look_up(tracks)) == 27
    assert len(lastfm.log) == 30


def test_half_open_breaker_lets_one_call_probe(
    client: BatchClient, lastfm: Simulator, tracks: Names, clock: Clock
) -> None:
    """One call goes alone when a probe is due; the others follow its good answer."""
    lastfm.faults.add(Fault("error", code=29))
    client.look_up(tracks)
    made = len(lastfm.log)
    clock.later += FIRST_OPEN_MS / 1000 * 1.1
    client.look_up(tracks)
    assert len(lastfm.log) == made + 1
    lastfm.faults.clear()
    clock.later += FIRST_OPEN_MS / 1000 * 2.2 + GIVE_WAY_MS / 1000  # the same caller probes again
    assert len(client.look_up(tracks)) == 30


def test_fetch_stops_when_the_call_budget_is_spent(
    client: BatchClient, lastfm: Simulator, tracks: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calls that the fleet's budget has left are made, and no more."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "9")
    client.runtime = Runtime.from_environment()
    assert len(client.look_up(tracks)) == 9
    assert len(lastfm.log) == 9
    assert client.remaining() == 91


def test_nothing_is_fetched_without_the_table(
    environment: Mapping[str, str], lastfm: Simulator, tracks: Names
) -> None:
    """Without a table nothing is kept, so every request would fetch everything."""
    assert environment
    with broken_database("ProvisionedThroughputExceededException"):
        assert BatchClient(Clock()).look_up(tracks) == {}
    assert lastfm.log == []


def test_failed_write_loses_no_answer(
    client: BatchClient, lastfm: Simulator, tracks: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that cannot be stored is returned, and fetched again next time."""

    def fail(*_: object) -> None:
        raise TableFault("ThrottlingException")

    monkeypatch.setattr(Bulk, "write", fail)
    for calls in (30, 60):
        assert len(client.look_up(tracks)) == 30
        assert len(lastfm.log) == calls


def test_unexpected_error_is_logged_and_leaves_the_others(
    client: BatchClient, tracks: Names, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug in one thread is logged as an error, and the other answers are returned."""

    def fail(*_: object) -> ParsedResponse:
        raise ZeroDivisionError

    client.begin_request()
    first, *others = client.plan(tracks)
    broken = replace(first, response_format=replace(MAPPED_JSON, parse=fail))
    found = client.runtime.batch_fetch().fetch([broken, *others], Deadline.after(5), 50)
    assert len(found) == 29
    (failed,) = [record for record in caplog.records if record.message == "A request failed"]
    assert vars(failed)["error"] == "ZeroDivisionError"
