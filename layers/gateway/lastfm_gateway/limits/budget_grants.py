"""The fleet's budget of upstream calls: so many in any window, without one hot item. Pure.

The budget is split over several items. An environment takes a grant of a few calls at a time from
one of them, in one conditional write, and must use it within its life. A grant counts for the
window and its own life, so that calls made late in a grant are still within the budget: in no
window, wherever it starts, are there more calls than the budget. Times are whole milliseconds.
"""

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from lastfm_gateway.limits.sliding_window import Limit

_MS: Final = 1000

#: How long a grant may be used, in milliseconds.
LIFE: Final = 10_000

#: The least calls that an item must hold for the budget to be split further, and the most items.
LEAST_SHARE: Final = 50
MOST_SHARDS: Final = 8

#: The largest grant, in calls, and the smallest part of a share it may be.
LARGEST: Final = 16
SMALLEST_PART: Final = 10

#: The least share of one caller's, in calls: a smaller budget is not divided.
LEAST_OF_ONE: Final = 10

type Grants = Sequence[tuple[int, int]]  # time and calls of each


class BudgetLimit(NamedTuple):
    """So many calls in any window of so many seconds, by the whole fleet."""

    calls: int
    window: int

    @property
    def shards(self) -> int:
        """How many items it is split over."""
        return max(1, min(MOST_SHARDS, self.calls // LEAST_SHARE))

    def share(self, shard: int) -> int:
        """Return the calls of one item; all together make the budget."""
        whole, rest = divmod(self.calls, self.shards)
        return whole + (shard < rest)

    def of_one_caller(self, part: float) -> Limit | None:
        """Return the share of one caller's while others want calls too; None for all of it."""
        calls = max(LEAST_OF_ONE, int(self.calls * part))
        return Limit(calls, self.window) if calls < self.calls else None

    @property
    def largest_grant(self) -> int:
        """The most calls taken at once: a small budget is not given away to a few."""
        return max(1, min(LARGEST, self.calls // self.shards // SMALLEST_PART))

    @property
    def counts_for(self) -> int:
        """How long a grant counts, in milliseconds."""
        return self.window * _MS + LIFE


class Taken(NamedTuple):
    """What taking a grant leads to: calls granted and the grants then, or the wait in seconds."""

    calls: int
    grants: Grants
    wait: int


def take(grants: Grants, now: int, wanted: int, share: int, budget: BudgetLimit) -> Taken:
    """Return what an item with these grants gives at `now` to one who wants some calls."""
    counted = sorted(grant for grant in grants if grant[0] > now - budget.counts_for)
    left = share - sum(calls for _, calls in counted)
    if left <= 0:
        wait = -(-(counted[0][0] + budget.counts_for - now) // _MS) if counted else budget.window
        return Taken(0, counted, max(1, wait))
    calls = min(wanted, left)
    at = max(now, counted[-1][0] if counted else now)
    return Taken(calls, [*counted, (at, calls)], 0)


def is_scarce(grants: Grants, now: int, share: int, budget: BudgetLimit) -> bool:
    """Tell whether half of an item's share, or more, is taken at `now`."""
    return 2 * sum(calls for at, calls in grants if at > now - budget.counts_for) >= share


def pack(grants: Grants) -> bytes:
    """Return grants as bytes: the first time, then distance and calls of each."""
    if not grants:
        return b""
    first = grants[0][0]
    numbers = [number for time, calls in grants for number in (time - first, calls)]
    return struct.pack(">Q" + "IH" * len(grants), first, *numbers)


def unpack(packed: bytes) -> Grants:
    """Return the grants in `packed`. Raises ValueError for bytes that hold none."""
    if not packed:
        return []
    try:
        first, *numbers = struct.unpack(">Q" + "IH" * ((len(packed) - 8) // 6), packed)
    except struct.error:
        raise ValueError("not a list of grants") from None
    return [(first + distance, calls) for distance, calls in zip(*[iter(numbers)] * 2, strict=True)]
