"""Clocks for tests."""

import time


class Clock:
    """The true time plus `later` seconds."""

    def __init__(self) -> None:
        self.later = 0.0

    def __call__(self) -> float:
        """Return the current time."""
        return time.time() + self.later


class StillClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the current time."""
        return self.now
