"""Many answers side by side: what they cost, and how long they are kept."""

import json
from threading import Thread

import pytest

from bench.counting import counted
from lastfm_gateway.composition import Runtime
from lastfm_gateway.lastfm.transport import CONNECTIONS
from lastfm_gateway.methods.freshness import DAY
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.cache.batch_fetch.conftest import Looker
from tests.support.clock import Clock
from tests.support.holding import FOREVER, held

type Names = list[tuple[str, str]]


def test_all_are_asked_once_and_then_stored(
    looker: Looker, lastfm: Simulator, tracks: Names
) -> None:
    """Thirty cold ones are thirty calls, each the answer to its own question; then none."""
    entries = looker.ask([*tracks, *tracks])
    assert len(lastfm.log) == 30
    titles = {json.loads(entry.body())["track"]["name"] for entry in entries.values()}
    assert titles == {title for _, title in tracks}
    again = looker.ask(tracks)
    assert {name: entry.etag for name, entry in again.items()} == {
        name: entry.etag for name, entry in entries.items()
    }
    assert len(lastfm.log) == 30


def test_they_go_side_by_side(looker: Looker, lastfm: Simulator, tracks: Names) -> None:
    """Ten calls are at Last.fm at one time, and never more."""
    with held(lastfm, "track.getInfo") as calls:
        asking = Thread(target=looker.ask, args=(tracks,))
        asking.start()
        calls.until(CONNECTIONS)
    asking.join(FOREVER)
    assert calls.most == CONNECTIONS
    assert len(looker.ask(tracks)) == 30
    assert len(lastfm.log) == 30


def test_the_table_is_asked_seldom(looker: Looker, tracks: Names) -> None:
    """Cold: one read, one write into the caller's log, two of answers; warm: the read alone."""
    looker.ask(tracks[:20], at_most=20)  # the grants of the budget have grown
    rest = tracks[20:]
    looker.begin()
    with counted() as units:
        looker.ask(rest)
    assert units.names.count("BatchGetItem") <= 2  # the request's own, and one
    assert units.names.count("BatchWriteItem") == 1
    assert units.names.count("PutItem") <= 2  # the log, and at most one grant
    with counted() as units:
        looker.ask(tracks)
    assert units.names == ["BatchGetItem", "BatchGetItem"]


def test_no_more_calls_than_allowed(looker: Looker, lastfm: Simulator, tracks: Names) -> None:
    """`at_most` bounds the calls of one request; the next one goes on from there."""
    assert len(looker.ask(tracks, at_most=12)) == 12
    assert len(looker.ask(tracks, at_most=12)) == 24
    assert len(lastfm.log) == 24


def test_a_limit_nearly_spent(
    looker: Looker, lastfm: Simulator, tracks: Names, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """Half of what is left is made each time, never of the last quarter, until it is renewed."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "20")
    looker.runtime = Runtime.from_environment(clock=clock)
    assert [len(looker.ask(tracks)) for _ in range(4)] == [10, 15, 15, 15]
    assert (len(lastfm.log), looker.left()) == (15, 5)
    clock.later += 61
    assert len(looker.ask(tracks)) == 25


def test_that_there_is_nothing_is_kept_for_an_hour(
    looker: Looker, lastfm: Simulator, clock: Clock
) -> None:
    """A track that Last.fm does not know is asked for once, and again after an hour."""
    unknown = [("Nobody", "Nothing")]
    for calls in (1, 1):
        (entry,) = looker.ask(unknown).values()
        assert (entry.status, len(lastfm.log)) == (404, calls)
    clock.later += 3601
    looker.ask(unknown)
    assert len(lastfm.log) == 2


def test_they_are_kept_for_a_month(
    looker: Looker, lastfm: Simulator, tracks: Names, clock: Clock
) -> None:
    """After 29 days nothing is asked; after 30 all is, and what cannot be had is stale."""
    looker.ask(tracks)
    clock.later += 29 * DAY
    assert len(looker.ask(tracks)) == 30
    assert len(lastfm.log) == 30
    clock.later += DAY + 60
    lastfm.faults.add(Fault("error", code=16))
    stale = looker.ask(tracks)
    assert len(stale) == 30
    assert not any(entry.is_fresh(clock()) for entry in stale.values())
