"""Call budget arithmetic: a sliding window over sharded grants of upstream calls. Pure.

The budget is split over several items (shards), so that none is hot. An environment takes a grant
of a few calls at a time, in one conditional write, and uses it within GRANT_LIFE_MS. A grant counts
for the window plus its own life. So no window, wherever it starts, holds more calls than the
budget, even when calls are made late in a grant. Times are milliseconds.
"""

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from lastfm_gateway.limits.sliding_window import MS_PER_SECOND, Limit, whole_seconds

#: How long a grant may be used.
GRANT_LIFE_MS: Final = 10_000

#: Fewest calls in a shard before the budget is split further, and most shards.
MIN_SHARD_CALLS: Final = 50
MAX_SHARDS: Final = 8

#: Largest grant, and fewest grants that a shard must hold.
MAX_GRANT_CALLS: Final = 16
MIN_GRANTS_PER_SHARD: Final = 10

#: Smallest fair share of one caller, in calls: a smaller budget is not divided.
MIN_FAIR_SHARE: Final = 10

type Grants = Sequence[tuple[int, int]]  # (unix milliseconds, calls)


class BudgetLimit(NamedTuple):
    """At most `calls` in any `window` seconds, across the fleet."""

    calls: int
    window: int

    @property
    def shards(self) -> int:
        """The number of shards."""
        return max(1, min(MAX_SHARDS, self.calls // MIN_SHARD_CALLS))

    def share(self, shard: int) -> int:
        """Return the calls of one shard. The shards add up to the budget."""
        whole, rest = divmod(self.calls, self.shards)
        return whole + (shard < rest)

    def of_one_caller(self, part: float) -> Limit | None:
        """Return one caller's share of the budget; None when that is all of it."""
        calls = max(MIN_FAIR_SHARE, int(self.calls * part))
        return Limit(calls, self.window) if calls < self.calls else None

    def limit_of(self, part: float) -> Limit:
        """Return a part of the budget as a limit, of one call at least."""
        return Limit(max(1, int(self.calls * part)), self.window)

    @property
    def largest_grant(self) -> int:
        """Most calls in one grant, so that few environments cannot drain a small budget."""
        return max(1, min(MAX_GRANT_CALLS, self.calls // self.shards // MIN_GRANTS_PER_SHARD))

    @property
    def counts_for(self) -> int:
        """How long a grant counts against the budget, in milliseconds."""
        return self.window * MS_PER_SECOND + GRANT_LIFE_MS


class Taken(NamedTuple):
    """Result of taking a grant: calls granted and the new grants, or the wait in seconds."""

    calls: int
    grants: Grants
    wait: int


def take(grants: Grants, now: int, wanted: int, share: int, budget: BudgetLimit) -> Taken:
    """Take up to `wanted` calls at `now` from a shard of `share` calls with these grants."""
    counted = sorted(grant for grant in grants if grant[0] > now - budget.counts_for)
    left = share - sum(calls for _, calls in counted)
    if left <= 0:
        wait = budget.window
        if counted:
            wait = whole_seconds(counted[0][0] + budget.counts_for - now)
        return Taken(0, counted, max(1, wait))
    calls = min(wanted, left)
    at = max(now, counted[-1][0] if counted else now)
    return Taken(calls, [*counted, (at, calls)], 0)


def calls_left(grants: Grants, now: int, share: int, budget: BudgetLimit) -> int:
    """Return how many calls of a shard are not granted at `now`."""
    return max(0, share - sum(calls for at, calls in grants if at > now - budget.counts_for))


def is_scarce(grants: Grants, now: int, share: int, budget: BudgetLimit) -> bool:
    """Return whether at least half of a shard is taken at `now`."""
    return 2 * calls_left(grants, now, share, budget) <= share


def pack(grants: Grants) -> bytes:
    """Encode grants: the first time in 64 bits, then 32-bit offset and 16-bit calls of each."""
    if not grants:
        return b""
    first = grants[0][0]
    numbers = [number for time, calls in grants for number in (time - first, calls)]
    return struct.pack(">Q" + "IH" * len(grants), first, *numbers)


def unpack(packed: bytes) -> Grants:
    """Decode grants. Raises ValueError for malformed bytes."""
    if not packed:
        return []
    try:
        first, *numbers = struct.unpack(">Q" + "IH" * ((len(packed) - 8) // 6), packed)
    except struct.error:
        raise ValueError("not a list of grants") from None
    return [(first + distance, calls) for distance, calls in zip(*[iter(numbers)] * 2, strict=True)]
