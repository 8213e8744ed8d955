"""Timing of single flight on a driven clock."""

from collections.abc import Mapping

import boto3
import pytest

from lastfm_gateway.cache import lease
from lastfm_gateway.cache.entry import make_entry
from lastfm_gateway.cache.single_flight import LONGEST_POLL_SECONDS, SingleFlight
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import Table
from tests.support.clock import StillClock

KEY = "answer#raced"


def test_lease_taken_after_the_answer_was_stored_is_released(
    environment: Mapping[str, str],
) -> None:
    """A caller that wins the lease too late serves the stored answer and releases the lease.

    Otherwise the next refresh would wait until an unused lease expires.
    """
    clock = StillClock()
    table = Table(boto3.client("dynamodb"), environment["GATEWAY_TABLE"], pytest.fail)
    one, late, next_one = (SingleFlight(table, clock, pytest.fail) for _ in range(3))
    first = one.acquire(KEY, None)
    clock.now += lease.LEASE_MS / 1000 + 1
    stored = make_entry(LastfmResponse(200, "", b"{}"), clock(), 60, first.fence)
    assert EntryStore(table, Telemetry()).store(KEY, stored)
    raced = late.acquire(KEY, None)
    assert (first.kind, raced.kind) == ("LEADER", "STORED")
    assert raced.entry
    assert raced.entry.body() == b"{}"
    clock.now += 0.01
    assert next_one.acquire(KEY, stored).kind == "LEADER"


def test_waiting_caller_takes_over_once_the_lease_expires(environment: Mapping[str, str]) -> None:
    """A caller whose answer never comes gets the lease as soon as it expires.

    Only the caller's own pauses move the clock.
    """
    clock = StillClock()

    def sleep(seconds: float) -> None:
        clock.now += seconds

    table = Table(boto3.client("dynamodb"), environment["GATEWAY_TABLE"], pytest.fail)
    dead, other = (SingleFlight(table, clock, pytest.fail, sleep) for _ in range(2))
    began = clock.now
    assert dead.acquire(KEY, None).kind == "LEADER"
    clock.now += 0.01
    theirs = other.acquire(KEY, None)
    assert theirs.kind == "FOLLOWER"
    longest = 2 * lease.LEASE_MS / 1000
    turn = other.wait(KEY, theirs, None, Deadline(clock.now + longest, clock))
    assert turn.kind == "LEADER"
    assert 0 <= clock.now - began - lease.LEASE_MS / 1000 <= LONGEST_POLL_SECONDS
