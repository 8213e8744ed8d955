"""Batch fetch: the cost of many answers, and how long they are kept."""

import json
from threading import Thread

import pytest

from bench.counting import counted
from lastfm_gateway.composition import Runtime
from lastfm_gateway.lastfm.transport import CONNECTIONS
from lastfm_gateway.methods.freshness import DAY
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.cache.batch_fetch.conftest import BatchClient
from tests.support.clock import Clock
from tests.support.holding import FOREVER, held

type Names = list[tuple[str, str]]


def test_each_answer_is_fetched_once_then_stored(
    client: BatchClient, lastfm: Simulator, tracks: Names
) -> None:
    """Thirty cold lookups are thirty calls, each with its own answer; warm ones are none."""
    entries = client.look_up([*tracks, *tracks])
    assert len(lastfm.log) == 30
    titles = {json.loads(entry.body())["track"]["name"] for entry in entries.values()}
    assert titles == {title for _, title in tracks}
    again = client.look_up(tracks)
    assert {name: entry.etag for name, entry in again.items()} == {
        name: entry.etag for name, entry in entries.items()
    }
    assert len(lastfm.log) == 30


def test_at_most_ten_calls_run_at_once(
    client: BatchClient, lastfm: Simulator, tracks: Names
) -> None:
    """Ten calls are at Last.fm at one time, and never more."""
    with held(lastfm, "track.getInfo") as calls:
        asking = Thread(target=client.look_up, args=(tracks,))
        asking.start()
        calls.until(CONNECTIONS)
    asking.join(FOREVER)
    assert calls.most == CONNECTIONS
    assert len(client.look_up(tracks)) == 30
    assert len(lastfm.log) == 30


def test_thirty_lookups_take_few_table_requests(client: BatchClient, tracks: Names) -> None:
    """Cold: one read, one write of the caller's log, two of answers. Warm: the read alone."""
    client.look_up(tracks[:20], at_most=20)  # the grants of the budget have grown
    rest = tracks[20:]
    client.begin_request()
    with counted() as units:
        client.look_up(rest)
    assert units.names.count("BatchGetItem") <= 2  # the request's own, and one
    assert units.names.count("BatchWriteItem") == 1
    assert units.names.count("PutItem") <= 2  # the log, and at most one grant
    with counted() as units:
        client.look_up(tracks)
    assert units.names == ["BatchGetItem", "BatchGetItem"]


def test_at_most_bounds_the_calls_of_one_request(
    client: BatchClient, lastfm: Simulator, tracks: Names
) -> None:
    """The next request fetches what this one left out."""
    assert len(client.look_up(tracks, at_most=12)) == 12
    assert len(client.look_up(tracks, at_most=12)) == 24
    assert len(lastfm.log) == 24


def test_lookups_leave_part_of_the_quota(
    client: BatchClient,
    lastfm: Simulator,
    tracks: Names,
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
) -> None:
    """Each request spends half of what is left, and never the last quarter."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "20")
    client.runtime = Runtime.from_environment(clock=clock)
    assert [len(client.look_up(tracks)) for _ in range(4)] == [10, 15, 15, 15]
    assert (len(lastfm.log), client.remaining()) == (15, 5)
    clock.later += 61
    assert len(client.look_up(tracks)) == 25


def test_not_found_is_kept_for_an_hour(
    client: BatchClient, lastfm: Simulator, clock: Clock
) -> None:
    """A track that Last.fm does not know is looked up again after an hour."""
    unknown = [("Nobody", "Nothing")]
    for calls in (1, 1):
        (entry,) = client.look_up(unknown).values()
        assert (entry.status, len(lastfm.log)) == (404, calls)
    clock.later += 3601
    client.look_up(unknown)
    assert len(lastfm.log) == 2


def test_answers_are_kept_for_thirty_days(
    client: BatchClient, lastfm: Simulator, tracks: Names, clock: Clock
) -> None:
    """After 29 days nothing is fetched; after 30 all is, and stale answers fill the gaps."""
    client.look_up(tracks)
    clock.later += 29 * DAY
    assert len(client.look_up(tracks)) == 30
    assert len(lastfm.log) == 30
    clock.later += DAY + 60
    lastfm.faults.add(Fault("error", code=16))
    stale = client.look_up(tracks)
    assert len(stale) == 30
    assert not any(entry.is_fresh(clock()) for entry in stale.values())
