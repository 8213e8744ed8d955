"""When to leave a failing upstream alone: a circuit breaker shared by the fleet. Pure.

Closed: calls pass. Open: none do, for a while that doubles with each failure. After that one
caller at a time probes: it opens the breaker once more for the time of its probe, and closes it
when the probe succeeds. Times are whole milliseconds of unix time.
"""

from collections.abc import Mapping
from copy import replace
from typing import Final, NamedTuple

#: How many different requests in a row must fail to open it. One request that always fails, and
#: is sent again and again, says nothing of the upstream.
FAILURES: Final = 4

#: For how long a failure counts, in milliseconds: scattered failures are no outage.
COUNTS_FOR: Final = 60_000

#: The first while, the longest one, and how long a probe may take, in milliseconds.
FIRST_WHILE: Final = 5_000
LONGEST_WHILE: Final = 300_000
PROBE: Final = 10_000


class CircuitState(NamedTuple):
    """The breaker as the table knows it: how often it opened in a row, and until when."""

    openings: int = 0
    until: int = 0
    version: int = 0

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

    def probing(self, now: int) -> "CircuitState":
        """Return it for the time of a probe."""
        return replace(self, until=now + PROBE, version=self.version + 1)

    def closed(self) -> "CircuitState":
        """Return it after a success."""
        return CircuitState(version=self.version + 1)


def recent_failures(failures: Mapping[str, int], now: int) -> dict[str, int]:
    """Return the failures that still count: when each request failed last, by request."""
    return {request: at for request, at in failures.items() if at > now - COUNTS_FOR}
