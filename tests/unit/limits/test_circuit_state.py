"""The circuit breaker's state machine, on a driven clock."""

from lastfm_gateway.limits.circuit_state import (
    FAILURE_WINDOW_MS,
    FIRST_OPEN_MS,
    LONGEST_OPEN_MS,
    PROBE_MS,
    CircuitState,
    Failure,
    recent_failures,
)

NOW = 1_800_000_000_000


def test_open_time_doubles_with_each_failure() -> None:
    """It doubles up to the longest one."""
    breaker, whiles = CircuitState(), []
    for _ in range(12):
        breaker = breaker.opened(NOW)
        whiles.append(breaker.until - NOW)
    assert whiles[:4] == [FIRST_OPEN_MS, 2 * FIRST_OPEN_MS, 4 * FIRST_OPEN_MS, 8 * FIRST_OPEN_MS]
    assert whiles[-1] == max(whiles) == LONGEST_OPEN_MS


def test_wait_is_exact_in_whole_seconds() -> None:
    """No call passes before it is over, and a probe is due after it."""
    breaker = CircuitState().opened(NOW)
    assert breaker.wait(NOW) == FIRST_OPEN_MS // 1000
    assert breaker.wait(NOW + FIRST_OPEN_MS - 1) == 1
    assert breaker.wait(NOW + FIRST_OPEN_MS) == 0
    assert CircuitState().wait(NOW) == 0


def test_probe_keeps_other_calls_out() -> None:
    """The breaker stays open to all others for a probe's time."""
    breaker = CircuitState().opened(NOW).probing(NOW + FIRST_OPEN_MS, "somebody")
    assert breaker.wait(NOW + FIRST_OPEN_MS) == PROBE_MS // 1000
    assert breaker.openings == 1


def test_each_change_increments_the_version() -> None:
    """Closed or open, so that a write based on an outdated read fails."""
    steps = [CircuitState()]
    steps.append(steps[-1].opened(NOW))
    steps.append(steps[-1].probing(NOW, "somebody"))
    steps.append(steps[-1].closed())
    assert [step.version for step in steps] == [0, 1, 2, 3]
    assert [step.is_closed() for step in steps] == [True, False, False, True]


def test_old_failures_expire() -> None:
    """A failure counts for a minute; of one request, the latest failure counts."""
    old, young = (Failure(name, "", "", is_silence=False) for name in ("old", "young"))
    failures = {old: NOW - FAILURE_WINDOW_MS, young: NOW - FAILURE_WINDOW_MS + 1}
    assert recent_failures(failures, NOW) == {young: NOW - FAILURE_WINDOW_MS + 1}
