"""One caller's share of the fleet's budget: it binds while others want calls too.

Others do if somebody else called from this environment within the budget's window, or if half of
the part of the budget that the environment draws on is taken. Neither takes a read of its own.
"""

from collections.abc import Callable, Sequence

from lastfm_gateway.limits.sliding_window import Limit


class Share:
    """The share of each caller, and who called last."""

    def __init__(self, limit: Limit, is_scarce: Callable[[], bool]) -> None:
        """Take the calls of a share in the budget's window, and how scarce the budget is."""
        self.limit = limit
        self._is_scarce = is_scarce
        self._latest = self._other = ("", 0)

    def note(self, caller: str, now: int) -> None:
        """Note that a caller wants a call at `now` (unix milliseconds)."""
        if caller != self._latest[0]:
            self._other = self._latest
        self._latest = (caller, now)

    def binding(self, caller: str, now: int) -> Sequence[Limit]:
        """Return the limit that holds for a caller at `now`, if it does."""
        name, at = self._other if caller == self._latest[0] else self._latest
        others_call = bool(name) and at > now - self.limit.window * 1000
        return (self.limit,) if others_call or self._is_scarce() else ()
