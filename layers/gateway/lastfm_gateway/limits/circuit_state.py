"""When to leave a failing upstream alone: a circuit breaker shared by the fleet. Pure.

Closed: calls pass. Open: none do, for a while that doubles with each failure. After that one
caller at a time probes: it opens the breaker once more for the time of its probe, and closes it
when the probe succeeds. Times are whole milliseconds of unix time.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from typing import Final, NamedTuple

#: How many different requests must fail in a row to open it.
FAILURES: Final = 4

#: From how many callers, or of how many methods, failures that Last.fm answered must come. One
#: caller with one failing method, however many names or pages, says nothing about the others.
CALLERS: Final = 2
METHODS: Final = 3

#: For how long a failure counts, in milliseconds: scattered failures are no outage.
COUNTS_FOR: Final = 60_000

#: The first while, the longest one, and how long a probe may take, in milliseconds.
FIRST_WHILE: Final = 5_000
LONGEST_WHILE: Final = 300_000
PROBE: Final = 10_000


#: How long the caller of a failed probe lets others probe first, in milliseconds.
GIVES_WAY: Final = 5_000


class Failure(NamedTuple):
    """A call that failed: its request, method and caller; `is_silence` without any answer."""

    request: str
    method: str
    caller: str
    is_silence: bool


class CircuitState(NamedTuple):
    """The breaker as the table knows it: how often it opened in a row, and until when."""

    openings: int = 0
    until: int = 0
    version: int = 0
    prober: str = ""

    def is_closed(self) -> bool:
        """Tell whether calls pass."""
        return self.openings == 0

    def wait(self, now: int) -> int:
        """Return the whole seconds for which nobody may call, 0 when a probe is due."""
        return max(0, -(-(self.until - now) // 1000)) if self.openings else 0

    def opened(self, now: int) -> "CircuitState":
        """Return it after one more failure."""
        lasts = min(LONGEST_WHILE, FIRST_WHILE << min(self.openings, 10))
        return replace(
            self, openings=self.openings + 1, until=now + lasts, version=self.version + 1
        )

    def gives_way(self, caller: str, now: int) -> int:
        """Return the seconds for which a caller must let others probe, 0 for all but the last."""
        if not self.prober or self.prober != caller:
            return 0
        return max(0, -(-(self.until + GIVES_WAY - now) // 1000))

    def probing(self, now: int, caller: str) -> "CircuitState":
        """Return it for the time of a caller's probe."""
        return replace(self, until=now + PROBE, version=self.version + 1, prober=caller)

    def closed(self) -> "CircuitState":
        """Return it after a success."""
        return CircuitState(version=self.version + 1)


def recent_failures(failures: Mapping[Failure, int], now: int) -> dict[Failure, int]:
    """Return the failures that still count, with when each happened last."""
    return {failure: at for failure, at in failures.items() if at > now - COUNTS_FOR}


def is_outage(failures: Iterable[Failure]) -> bool:
    """Return whether failures in a row mean that Last.fm is failing for everybody."""
    failed = set(failures)
    if len({failure.request for failure in failed}) < FAILURES:
        return False
    silent = {failure.request for failure in failed if failure.is_silence}
    callers = {failure.caller for failure in failed}
    methods = {failure.method for failure in failed}
    return len(silent) >= FAILURES or len(callers) >= CALLERS or len(methods) >= METHODS
