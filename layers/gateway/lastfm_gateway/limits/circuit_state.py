"""Circuit breaker state machine: closed, open, half-open. Pure.

Closed: calls pass. Open: none pass, for a time that doubles with each failure. Half-open: one call
at a time probes, while the breaker stays open to the others for PROBE_MS; its success closes the
breaker. Times are unix milliseconds.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from typing import Final, NamedTuple

from lastfm_gateway.limits.sliding_window import whole_seconds

#: How many different requests must fail in a row to open the breaker.
FAILURES_TO_OPEN: Final = 4

#: Unless Last.fm is silent, the failures must come from this many callers or methods: one
#: caller's failures with one method are no sign of an outage.
CALLERS_TO_OPEN: Final = 2
METHODS_TO_OPEN: Final = 3

#: How long a failure counts: scattered failures are no outage.
FAILURE_WINDOW_MS: Final = 60_000

#: First and longest open time, and how long a probe may take.
FIRST_OPEN_MS: Final = 5_000
LONGEST_OPEN_MS: Final = 300_000
PROBE_MS: Final = 10_000

#: How long the caller of a failed probe lets others probe first.
GIVE_WAY_MS: Final = 5_000


class Failure(NamedTuple):
    """A failed call. `is_silence`: Last.fm did not answer at all."""

    request: str
    method: str
    caller: str
    is_silence: bool


class CircuitState(NamedTuple):
    """State as stored in the table.

    `openings`: consecutive openings.
    `until`: open until, in unix milliseconds.
    `prober`: the caller of the last probe.
    """

    openings: int = 0
    until: int = 0
    version: int = 0
    prober: str = ""

    def is_closed(self) -> bool:
        """Return whether calls pass."""
        return self.openings == 0

    def wait(self, now: int) -> int:
        """Return the whole seconds until a probe is due, 0 when it is."""
        return max(0, whole_seconds(self.until - now)) if self.openings else 0

    def opened(self, now: int) -> "CircuitState":
        """Return the state after one more failure."""
        open_for = min(LONGEST_OPEN_MS, FIRST_OPEN_MS << min(self.openings, 10))
        return replace(
            self, openings=self.openings + 1, until=now + open_for, version=self.version + 1
        )

    def gives_way(self, caller: str, now: int) -> int:
        """Return the whole seconds for which a caller must let others probe; 0 for no wait."""
        if not self.prober or self.prober != caller:
            return 0
        return max(0, whole_seconds(self.until + GIVE_WAY_MS - now))

    def probing(self, now: int, caller: str) -> "CircuitState":
        """Return the state during a caller's probe."""
        return replace(self, until=now + PROBE_MS, version=self.version + 1, prober=caller)

    def closed(self) -> "CircuitState":
        """Return the state after a success."""
        return CircuitState(version=self.version + 1)


def recent_failures(failures: Mapping[Failure, int], now: int) -> dict[Failure, int]:
    """Return the failures that still count: {failure: unix milliseconds}."""
    return {failure: at for failure, at in failures.items() if at > now - FAILURE_WINDOW_MS}


def is_outage(failures: Iterable[Failure]) -> bool:
    """Return whether consecutive failures show an outage of Last.fm."""
    failed = set(failures)
    if len({failure.request for failure in failed}) < FAILURES_TO_OPEN:
        return False
    silent = {failure.request for failure in failed if failure.is_silence}
    callers = {failure.caller for failure in failed}
    methods = {failure.method for failure in failed}
    return (
        len(silent) >= FAILURES_TO_OPEN
        or len(callers) >= CALLERS_TO_OPEN
        or len(methods) >= METHODS_TO_OPEN
    )
