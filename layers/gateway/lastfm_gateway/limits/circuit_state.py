"""Circuit breaker state machine: closed, open, half-open. Pure.

Closed: calls pass. Open: none pass, for a time that doubles with each failure. Half-open: one call
at a time probes, while the breaker stays open to the others for PROBE_MS; its success closes the
breaker. Times are unix milliseconds.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from typing import Final, NamedTuple

#: How many different requests must fail in a row to open it.
FAILURES_TO_OPEN: Final = 4

#: From how many callers, or of how many methods, failures that Last.fm answered must come. One
#: caller with one failing method, however many names or pages, says nothing about the others.
CALLERS: Final = 2
METHODS: Final = 3

#: For how long a failure counts, in milliseconds: scattered failures are no outage.
FAILURE_WINDOW_MS: Final = 60_000

#: First and longest open time, and how long a probe may take.
FIRST_OPEN_MS: Final = 5_000
LONGEST_OPEN_MS: Final = 300_000
PROBE_MS: Final = 10_000


#: How long the caller of a failed probe lets others probe first, in milliseconds.
GIVE_WAY_MS: Final = 5_000


class Failure(NamedTuple):
    """A call that failed: its request, method and caller; `is_silence` without any answer."""

    request: str
    method: str
    caller: str
    is_silence: bool


class CircuitState(NamedTuple):
    """State as stored in the table: consecutive openings, and open until (unix milliseconds)."""

    openings: int = 0
    until: int = 0
    version: int = 0
    prober: str = ""

    def is_closed(self) -> bool:
        """Return whether calls pass."""
        return self.openings == 0

    def wait(self, now: int) -> int:
        """Return the whole seconds until a probe is due, 0 when it is."""
        return max(0, -(-(self.until - now) // 1000)) if self.openings else 0

    def opened(self, now: int) -> "CircuitState":
        """Return the state after one more failure."""
        open_for = min(LONGEST_OPEN_MS, FIRST_OPEN_MS << min(self.openings, 10))
        return replace(
            self, openings=self.openings + 1, until=now + open_for, version=self.version + 1
        )

    def gives_way(self, caller: str, now: int) -> int:
        """Return the seconds for which a caller must let others probe, 0 for all but the last."""
        if not self.prober or self.prober != caller:
            return 0
        return max(0, -(-(self.until + GIVE_WAY_MS - now) // 1000))

    def probing(self, now: int, caller: str) -> "CircuitState":
        """Return it for the time of a caller's probe."""
        return replace(self, until=now + PROBE_MS, version=self.version + 1, prober=caller)

    def closed(self) -> "CircuitState":
        """Return the state after a success."""
        return CircuitState(version=self.version + 1)


def recent_failures(failures: Mapping[Failure, int], now: int) -> dict[Failure, int]:
    """Return the failures that still count, with when each happened last."""
    return {failure: at for failure, at in failures.items() if at > now - FAILURE_WINDOW_MS}


def is_outage(failures: Iterable[Failure]) -> bool:
    """Return whether failures in a row mean that Last.fm is failing for everybody."""
    failed = set(failures)
    if len({failure.request for failure in failed}) < FAILURES_TO_OPEN:
        return False
    silent = {failure.request for failure in failed if failure.is_silence}
    callers = {failure.caller for failure in failed}
    methods = {failure.method for failure in failed}
    return len(silent) >= FAILURES_TO_OPEN or len(callers) >= CALLERS or len(methods) >= METHODS
