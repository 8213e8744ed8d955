"""The time, as the tests of one folder or another need it."""

import time


class Clock:
    """The true time, as much later as a test says."""

    def __init__(self) -> None:
        self.later = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return time.time() + self.later


class StillClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now
