"""Allowance: how many kilobytes an environment spends on something in a minute."""

from collections.abc import Callable
from typing import Final

_MINUTE: Final = 60
_KILOBYTE: Final = 1024


class Allowance:
    """Kilobytes for each minute, which begins with the first that is spent.

    What exceeds it is known too late to be refused, so the last one may.
    """

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._spent = 0
        self._ends = 0.0

    def is_spent(self) -> bool:
        """Return whether nothing is left of this minute's."""
        return self._clock() < self._ends and self._spent >= self._most

    def spend(self, size: int) -> None:
        """Spend bytes, at least one kilobyte, as DynamoDB's write units are counted."""
        now = self._clock()
        if now >= self._ends:
            self._spent, self._ends = 0, now + _MINUTE
        self._spent += max(1, -(-size // _KILOBYTE))
