"""The breaker's states, on a driven clock."""

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


def test_it_stays_open_for_a_growing_while() -> None:
    """Each failure in a row doubles the while, up to the longest."""
    breaker, whiles = CircuitState(), []
    for _ in range(12):
        breaker = breaker.opened(NOW)
        whiles.append(breaker.until - NOW)
    assert whiles[:4] == [FIRST_OPEN_MS, 2 * FIRST_OPEN_MS, 4 * FIRST_OPEN_MS, 8 * FIRST_OPEN_MS]
    assert whiles[-1] == max(whiles) == LONGEST_OPEN_MS


def test_the_wait_is_in_whole_seconds_and_true() -> None:
    """While it waits nobody calls; once the wait is over, a probe is due."""
    breaker = CircuitState().opened(NOW)
    assert breaker.wait(NOW) == FIRST_OPEN_MS // 1000
    assert breaker.wait(NOW + FIRST_OPEN_MS - 1) == 1
    assert breaker.wait(NOW + FIRST_OPEN_MS) == 0
    assert CircuitState().wait(NOW) == 0


def test_a_probe_keeps_others_out() -> None:
    """For the time of a probe the breaker is open to everybody else."""
    breaker = CircuitState().opened(NOW).probing(NOW + FIRST_OPEN_MS, "somebody")
    assert breaker.wait(NOW + FIRST_OPEN_MS) == PROBE_MS // 1000
    assert breaker.openings == 1


def test_each_change_has_a_version() -> None:
    """The version counts on, closed or open, so that no write is made on old knowledge."""
    steps = [CircuitState()]
    steps.append(steps[-1].opened(NOW))
    steps.append(steps[-1].probing(NOW, "somebody"))
    steps.append(steps[-1].closed())
    assert [step.version for step in steps] == [0, 1, 2, 3]
    assert [step.is_closed() for step in steps] == [True, False, False, True]


def test_old_failures_expire() -> None:
    """A failure counts for a minute; the same request's last one counts."""
    old, young = (Failure(name, "", "", is_silence=False) for name in ("old", "young"))
    failures = {old: NOW - FAILURE_WINDOW_MS, young: NOW - FAILURE_WINDOW_MS + 1}
    assert recent_failures(failures, NOW) == {young: NOW - FAILURE_WINDOW_MS + 1}
