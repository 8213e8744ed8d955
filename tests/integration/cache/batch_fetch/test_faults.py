"""Many answers side by side while Last.fm or the table fails: what is missing is left out."""

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
from lastfm_gateway.limits.circuit_state import FAILURES_TO_OPEN, FIRST_OPEN_MS
from lastfm_gateway.storage.bulk import Bulk
from lastfm_gateway.storage.connection import TableFault
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.cache.batch_fetch.conftest import Looker, TimeUp
from tests.support.broken_database import broken_database
from tests.support.clock import Clock
from tests.support.holding import FOREVER, held, wait_until

type Names = list[tuple[str, str]]


def _is_open(looker: Looker) -> bool:
    """Tell whether Last.fm is being left alone."""
    looker.begin()
    (call,) = looker.calls([("Radiohead", "Creep")])
    try:
        looker.runtime.client.permit(call)
    except CircuitOpen:
        return True
    return False


def test_one_slow_answer_is_left_out(
    looker: Looker, lastfm: Simulator, tracks: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the deadline the others are there; the slow ones are next time, and no breaker opens."""
    come = list[object]()
    learn = LastfmClient.record

    def noted(self: LastfmClient, call: CachedCall, tried: Attempt) -> None:
        come.append(tried)
        learn(self, call, tried)

    monkeypatch.setattr(LastfmClient, "record", noted)

    def clock() -> float:
        """Stand still until 25 answers have come; then the time is up."""
        return 0.0 if len(come) < 25 else FOREVER

    with held(lastfm, "track.getInfo", first=5):
        assert len(looker.ask(tracks, within=FOREVER, clock=clock)) == 25
    assert not _is_open(looker)
    assert len(looker.ask(tracks)) == 30
    assert len(lastfm.log) == 35


def test_dead_slow_calls_hold_nothing(
    looker: Looker,
    lastfm: Simulator,
    tracks: Names,
    time_up: TimeUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With no answer at all: nothing at the deadline, ten calls in all, the breaker opens."""
    monkeypatch.setattr(
        "lastfm_gateway.lastfm.client.CONCLUSIVE_SECONDS", 0.0
    )  # hardly any real time passes here
    before = set(threading.enumerate())
    with held(lastfm, "track.getInfo"):
        assert looker.ask(tracks, within=CONCLUSIVE_BATCH_SECONDS + 0.1, clock=time_up) == {}
        assert _is_open(looker)
        left = [t for t in set(threading.enumerate()) - before if t.name.endswith("(_fly)")]
        assert all(thread.daemon for thread in left)
        for thread in left:
            thread.join(FOREVER / 2)  # its own time is up by itself, not with the answer
            assert not thread.is_alive()
        wait_until(lambda: len(lastfm.log) == CONNECTIONS)
    assert len(lastfm.log) == CONNECTIONS


def test_little_time_says_nothing_of_last_fm(
    looker: Looker, lastfm: Simulator, tracks: Names, time_up: TimeUp
) -> None:
    """A page that is nearly out of time has no answers, and shuts nobody out."""
    with held(lastfm, "track.getInfo"):
        assert looker.ask(tracks, within=CONCLUSIVE_BATCH_SECONDS - 0.1, clock=time_up) == {}
        wait_until(lambda: len(lastfm.log) >= FAILURES_TO_OPEN)
    assert not _is_open(looker)


def test_calls_that_are_not_made_cost_nothing(
    looker: Looker, lastfm: Simulator, tracks: Names, time_up: TimeUp
) -> None:
    """Of thirty, at most ten go before the time is up or a refusal comes; then none."""
    assert looker.ask(tracks, within=0.1) == {}
    assert looker.left() == 100
    with held(lastfm, "track.getInfo"):
        looker.ask(tracks, within=CONCLUSIVE_BATCH_SECONDS - 0.1, clock=time_up)
    slow = looker.left()
    assert 100 - CONNECTIONS <= slow < 100
    lastfm.faults.add(Fault("error", code=29))
    looker.ask(tracks)
    refused = looker.left()
    assert slow - CONNECTIONS <= refused < slow
    looker.ask(tracks)
    assert looker.left() == refused


def test_a_deadline_that_is_over(looker: Looker, lastfm: Simulator, tracks: Names) -> None:
    """With no time left no call is made; what is stored comes all the same."""
    looker.ask(tracks[:3])
    assert len(looker.ask(tracks, within=0.0)) == 3
    assert len(lastfm.log) == 3


def test_the_keys_limit_stops_the_rest(looker: Looker, lastfm: Simulator, tracks: Names) -> None:
    """Error 29 is met by those on their way alone: no more follow."""
    lastfm.faults.add(Fault("error", code=29))
    assert looker.ask(tracks) == {}
    assert len(lastfm.log) <= CONNECTIONS
    made = len(lastfm.log)
    assert looker.ask(tracks) == {}
    assert len(lastfm.log) == made


def test_nothing_is_written_while_last_fm_is_left_alone(
    looker: Looker, lastfm: Simulator, tracks: Names
) -> None:
    """A page that can look nothing up costs no write: neither its caller's log nor any answer."""
    lastfm.faults.add(Fault("error", code=29))
    looker.ask(tracks)
    left = looker.left()
    with counted() as units:
        assert looker.ask(tracks) == {}
    assert set(units.names) <= {"BatchGetItem"}
    assert looker.left() == left


def test_single_failures_leave_one_out_each(
    looker: Looker, lastfm: Simulator, tracks: Names
) -> None:
    """Each of three broken answers costs one, without a second try."""
    for kind in ("html", "drop", "truncated"):
        lastfm.faults.add(Fault(kind, times=1))
    assert len(looker.ask(tracks)) == 27
    assert len(lastfm.log) == 30


def test_a_failing_last_fm_is_probed_by_one_call(
    looker: Looker, lastfm: Simulator, tracks: Names, clock: Clock
) -> None:
    """When the breaker's while is over, one call goes alone; the others follow a good answer."""
    lastfm.faults.add(Fault("error", code=29))
    looker.ask(tracks)
    made = len(lastfm.log)
    clock.later += FIRST_OPEN_MS / 1000 * 1.1
    looker.ask(tracks)
    assert len(lastfm.log) == made + 1
    lastfm.faults.clear()
    clock.later += FIRST_OPEN_MS / 1000 * 2.2
    assert len(looker.ask(tracks)) == 30


def test_a_spent_budget(
    looker: Looker, lastfm: Simulator, tracks: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the fleet's budget has left is made, and no call more."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "9")
    looker.runtime = Runtime.from_environment()
    assert len(looker.ask(tracks)) == 9
    assert len(lastfm.log) == 9
    assert looker.left() == 91


def test_without_the_table_nothing_is_asked(
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    lastfm: Simulator,
    tracks: Names,
) -> None:
    """A table that keeps nothing would have every request ask for everything: none does."""
    assert environment
    with broken_database("ProvisionedThroughputExceededException") as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
        assert Looker(Clock()).ask(tracks) == {}
    assert lastfm.log == []


def test_a_write_that_fails_loses_no_answer(
    looker: Looker, lastfm: Simulator, tracks: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be stored is there now, and is asked for again next time."""

    def fail(*_: object) -> None:
        raise TableFault("ThrottlingException")

    monkeypatch.setattr(Bulk, "write", fail)
    for calls in (30, 60):
        assert len(looker.ask(tracks)) == 30
        assert len(lastfm.log) == calls


def test_an_unforeseen_error_is_reported(
    looker: Looker, tracks: Names, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of the gateway's own in one thread: an error in the log, the others are there."""

    def fail(*_: object) -> ParsedResponse:
        raise ZeroDivisionError

    looker.begin()
    first, *others = looker.calls(tracks)
    broken = replace(first, response_format=replace(MAPPED_JSON, parse=fail))
    found = looker.runtime.batch_fetch().fetch([broken, *others], Deadline.after(5), 50)
    assert len(found) == 29
    (failed,) = [record for record in caplog.records if record.message == "A request failed"]
    assert vars(failed)["error"] == "ZeroDivisionError"
