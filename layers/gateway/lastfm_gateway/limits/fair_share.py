"""Fair share: limits one caller's part of the call budget while other callers are active.

Others count as active if another caller was seen in this environment within the budget's window,
or if half of the environment's budget shard is taken. Neither check needs a read of its own.
"""

from collections.abc import Callable, Sequence

from lastfm_gateway.limits.sliding_window import MS_PER_SECOND, Limit


class FairShare:
    """Decides whether a caller is held to its share. Remembers the last two callers."""

    def __init__(self, limit: Limit, is_scarce: Callable[[], bool]) -> None:
        """`limit`: the share, per budget window. `is_scarce`: whether the budget runs low."""
        self.limit = limit
        self._is_scarce = is_scarce
        self._latest = self._other = ("", 0)

    def note(self, caller: str, now: int) -> None:
        """Record that a caller requests a call at `now` (unix milliseconds)."""
        if caller != self._latest[0]:
            self._other = self._latest
        self._latest = (caller, now)

    def binding(self, caller: str, now: int) -> Sequence[Limit]:
        """Return the share as a limit if it applies to a caller at `now`, else nothing."""
        name, at = self._other if caller == self._latest[0] else self._latest
        others_call = bool(name) and at > now - self.limit.window * MS_PER_SECOND
        return (self.limit,) if others_call or self._is_scarce() else ()
