"""The deadline of a request."""

import time
from collections.abc import Callable
from typing import Final, NamedTuple, Self

#: The deadline of one call to Last.fm, retries included, in seconds.
CALL_SECONDS: Final = 8.0


class Deadline(NamedTuple):
    """A moment on the monotonic clock, in seconds."""

    at: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float] = time.monotonic) -> Self:
        """Return the deadline `seconds` from now."""
        return cls(clock() + seconds, clock)

    def within(self, seconds: float) -> "Deadline":
        """Return the deadline `seconds` from now, or this one if it is earlier."""
        return min(Deadline.after(seconds, self.clock), self, key=lambda each: each.at)

    def left(self) -> float:
        """Return the seconds left; 0 once it has passed."""
        return max(0.0, self.at - self.clock())
