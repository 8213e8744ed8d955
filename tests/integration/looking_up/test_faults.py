"""Many answers side by side while Last.fm or the table fails: what is missing is left out."""

import threading
import time
from collections.abc import Mapping
from copy import replace

import pytest

from lastfm_gateway.adapters.bulk import Bulk
from lastfm_gateway.adapters.connection import TableFault
from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.adapters.upstream import CONNECTIONS
from lastfm_gateway.core.breaker import FAILURES, FIRST_WHILE
from lastfm_gateway.core.reply import Reading
from lastfm_gateway.errors import Resting
from lastfm_gateway.lookups import Lookups
from lastfm_gateway.reading import ARRANGED
from lastfm_gateway.runtime import Runtime
from lastfm_gateway.side_by_side import BRIEF
from lastfm_gateway.subjects import LONGEST
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.looking_up.conftest import Looker
from tests.support.broken_database import broken_database
from tests.support.clock import Clock

type Names = list[tuple[str, str]]


def _is_open(looker: Looker) -> bool:
    """Tell whether Last.fm is being left alone."""
    looker.begin()
    (call,) = looker.calls([("Radiohead", "Creep")])
    try:
        looker.runtime.asker.permit(call)
    except Resting:
        return True
    return False


def test_one_slow_answer_is_left_out(looker: Looker, lastfm: Simulator, tracks: Names) -> None:
    """At the deadline the others are there; the slow ones are next time, and no breaker opens."""
    lastfm.faults.add(Fault("delay", delay_ms=4000, times=5))
    started = time.monotonic()
    assert len(looker.ask(tracks, within=3.0)) == 25
    assert time.monotonic() - started < 3.8
    assert not _is_open(looker)
    assert len(looker.ask(tracks)) == 30
    assert len(lastfm.log) == 35


def test_dead_slow_calls_hold_nothing(looker: Looker, lastfm: Simulator, tracks: Names) -> None:
    """With no answer for as long as any call waits: ten calls in all, and the breaker opens."""
    lastfm.faults.add(Fault("delay", delay_ms=6000))
    before = set(threading.enumerate())
    started = time.monotonic()
    assert looker.ask(tracks, within=BRIEF + 0.1) == {}
    assert time.monotonic() - started < BRIEF + 0.9
    left = [t for t in set(threading.enumerate()) - before if t.name.endswith("(_fly)")]
    assert all(thread.daemon for thread in left)
    for thread in left:
        thread.join(1.5)  # its own time was up with the deadline, not with the answer
        assert not thread.is_alive()
    assert len(lastfm.log) == CONNECTIONS
    assert _is_open(looker)


def test_little_time_says_nothing_of_last_fm(
    looker: Looker, lastfm: Simulator, tracks: Names
) -> None:
    """A page whose own time is up has no answers, and shuts nobody out."""
    lastfm.faults.add(Fault("delay", delay_ms=3500))
    assert looker.ask(tracks, within=LONGEST) == {}
    assert len(lastfm.log) >= FAILURES
    assert not _is_open(looker)


def test_calls_that_are_not_made_cost_nothing(
    looker: Looker, lastfm: Simulator, tracks: Names
) -> None:
    """Of thirty, at most ten go before the time is up or a refusal comes; then none."""
    assert looker.ask(tracks, within=0.1) == {}
    assert looker.left() == 100
    lastfm.faults.add(Fault("delay", delay_ms=2500))
    looker.ask(tracks, within=1.4)
    slow = looker.left()
    assert 100 - CONNECTIONS <= slow < 100
    lastfm.faults.clear()
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
    clock.later += FIRST_WHILE / 1000 * 1.1
    looker.ask(tracks)
    assert len(lastfm.log) == made + 1
    lastfm.faults.clear()
    clock.later += FIRST_WHILE / 1000 * 2.2
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

    def fail(*_: object) -> Reading:
        raise ZeroDivisionError

    looker.begin()
    first, *others = looker.calls(tracks)
    broken = replace(first, dialect=replace(ARRANGED, read=fail))
    found = Lookups(looker.runtime).answers([broken, *others], Deadline.after(5), 50)
    assert len(found) == 29
    (failed,) = [record for record in caplog.records if record.message == "A request failed"]
    assert vars(failed)["error"] == "ZeroDivisionError"
