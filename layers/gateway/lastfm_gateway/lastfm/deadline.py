"""The time one request may take in all."""

import time
from collections.abc import Callable
from typing import NamedTuple, Self


class Deadline(NamedTuple):
    """A moment on the monotonic clock."""

    at: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float] = time.monotonic) -> Self:
        """Return the deadline that is `seconds` away."""
        return cls(clock() + seconds, clock)

    def left(self) -> float:
        """Return the seconds left, 0 when it has passed."""
        return max(0.0, self.at - self.clock())
