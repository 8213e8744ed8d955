"""Activity of the last hour: counting, adding up, encoding."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.errors import UpstreamError, UpstreamTimeout
from lastfm_gateway.observability.activity import (
    FAILURE_CODES,
    KEPT_SECONDS,
    SLOT_SECONDS,
    CallCounts,
    pack,
    slot_of,
    total,
    unpack,
)
from lastfm_gateway.observability.telemetry import Telemetry

NOW = 1_700_000_000.0
NUMBERS = st.integers(0, 10**9)
COUNTS = st.lists(NUMBERS, min_size=8, max_size=8).map(CallCounts.of)


@given(st.dictionaries(st.integers(0, 2**33), COUNTS, max_size=13))
def test_what_is_packed_is_unpacked(activity: dict[int, CallCounts]) -> None:
    """Numbers of any size survive."""
    assert unpack(pack(activity)) == activity


@given(st.binary(max_size=60))
def test_foreign_bytes_are_refused_or_read_as_counts(packed: bytes) -> None:
    """No bytes raise anything but ValueError."""
    with suppress(ValueError):
        assert all(len(counts.numbers()) == 8 for counts in unpack(packed).values())


def test_an_hour_of_a_quiet_deployment_takes_few_bytes() -> None:
    """Twelve slots with counts below 128 are 144 bytes of the shard's item."""
    quiet = {slot_of(NOW) + n: CallCounts.of([100] * 8) for n in range(12)}
    assert len(pack(quiet)) == 144


def test_old_and_future_slots_are_left_out() -> None:
    """An hour is twelve slots, the newest unfinished."""
    slots = range(slot_of(NOW) - 20, slot_of(NOW) + 3)
    kept = list(total([{slot: CallCounts(hits=1) for slot in slots}], NOW))
    assert kept == list(range(slot_of(NOW) - KEPT_SECONDS // SLOT_SECONDS + 1, slot_of(NOW) + 1))


def test_slots_of_several_environments_are_added() -> None:
    """Each count by itself."""
    one = CallCounts(hits=1, calls=2)
    one.add_failure(29)
    other = CallCounts(hits=10, misses=5)
    other.add_failure(29)
    both = total([{slot_of(NOW): one}, {slot_of(NOW): other}], NOW)[slot_of(NOW)]
    assert (both.hits, both.misses, both.calls, both.failures[29]) == (11, 5, 2, 2)


def test_telemetry_counts_answers_calls_and_failures() -> None:
    """An unknown artist is an answer; a fault without a code of its own counts as code 8."""
    telemetry = Telemetry(lambda: NOW)
    for metric in ("CacheHit", "CacheHit", "CacheMiss", "CacheStale", "MemoryHit"):
        telemetry.count(metric)
    telemetry.called_upstream(0.1, None)
    telemetry.called_upstream(0.1, UpstreamError("Artist not found", code=6, status=404))
    telemetry.called_upstream(0.1, UpstreamError("Rate limit exceeded", code=29, status=429))
    telemetry.called_upstream(0.1, UpstreamTimeout())
    [counts] = telemetry.activity.pending.values()
    assert (counts.hits, counts.misses, counts.stale, counts.calls) == (2, 1, 1, 4)
    assert counts.failures[29] == 1
    assert sum(counts.failures.values()) == 2


@pytest.mark.parametrize("code", FAILURE_CODES)
def test_each_code_is_counted_by_itself(code: int) -> None:
    """And any other as the first."""
    counts = CallCounts()
    counts.add_failure(code)
    assert counts.failures[code] == 1
    counts.add_failure(999)
    assert counts.failures[FAILURE_CODES[0]] == 1 + (code == FAILURE_CODES[0])
