"""The limit on a caller's uncached calls: a log of the admitted ones, exact at every instant. Pure.

A counter per fixed window lets a double burst through at the window's edge; a log does not: no
window of the limit's length, wherever it starts, holds more admitted calls than the limit.
Times are whole milliseconds of unix time.
"""

import struct
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

_MS: Final = 1000


class Limit(NamedTuple):
    """So many calls in any window of so many seconds."""

    calls: int
    window: int


class Quota(NamedTuple):
    """What a caller has left.

    `reset` is the unix second from which one more call than `remaining` is admitted: when the
    oldest counted call leaves the window, or now when none is counted. `wait` is the whole
    seconds until a call is admitted, 0 when one is admitted at once.
    """

    limit: int
    remaining: int
    reset: int
    wait: int


def recent(log: Sequence[int], now: int, limit: Limit) -> list[int]:
    """Return the calls that still count: those within the window that ends now."""
    ordered = sorted(log)
    return ordered[bisect_right(ordered, now - limit.window * _MS) :]


def counted(log: Sequence[int], now: int, limit: Limit, share: Limit | None = None) -> list[int]:
    """Return the calls that still count for the limit or the share: what the log is kept to."""
    of_limit = recent(log, now, limit)
    of_share = recent(log, now, share)[-share.calls :] if share else []
    return max(of_limit, of_share, key=len)  # both are ends of the same log


def admit(  # noqa: PLR0913, PLR0917 (what was called, when, and what that is held to)
    log: Sequence[int],
    now: int,
    limit: Limit,
    wanted: int = 1,
    share: Limit | None = None,
    binding: Sequence[Limit] = (),
) -> list[int] | None:
    """Return the log with up to `wanted` calls at `now` in it, or None when the limit is spent.

    `binding` are other limits that hold now; of `share` the log remembers the calls, so that it
    can hold later. A clock behind another environment's does not reorder the log: a call is then
    entered at the latest time known.
    """
    calls = min(wanted, *(held.calls - len(recent(log, now, held)) for held in (limit, *binding)))
    if calls <= 0:
        return None
    known = counted(log, now, limit, share)
    return [*known, *[max(now, known[-1] if known else now)] * calls]


def refund(log: Sequence[int], at: int, calls: int) -> list[int]:
    """Return the log without so many of the calls that were entered at a time."""
    kept = list(log)
    for _ in range(min(calls, kept.count(at))):
        kept.remove(at)
    return kept


def quota(log: Sequence[int], now: int, limit: Limit) -> Quota:
    """Return what a caller with this log has left at `now`."""
    known = recent(log, now, limit)
    remaining = max(0, limit.calls - len(known))
    if not known:
        return Quota(limit.calls, remaining, now // _MS, 0)
    # With more calls counted than the limit allows (it was lowered), several must leave first.
    leaves = known[max(0, len(known) - limit.calls)] + limit.window * _MS
    reset = -(-leaves // _MS)
    wait = 0 if remaining else max(1, -(-(leaves - now) // _MS))
    return Quota(limit.calls, remaining, reset, wait)


def tightest(log: Sequence[int], now: int, limits: Sequence[Limit]) -> Quota:
    """Return the standing by the limit that leaves least, and asks to wait longest."""
    standings = [quota(log, now, limit) for limit in limits]
    return min(standings, key=lambda each: (each.remaining, -each.wait))


def to_spare(quota: Quota) -> int:
    """Return how many calls may go into what is nice to have: half of what is left at the most.

    A quarter of the limit is kept for what is asked for in earnest, however often one asks.
    """
    left = quota.remaining
    return max(0, min(left // 2, left - quota.limit // 4))


def pack(log: Sequence[int]) -> bytes:
    """Return the log as bytes: the first time, then 32-bit distances from it."""
    if not log:
        return b""
    first = log[0]
    return struct.pack(f">Q{len(log) - 1}I", first, *(time - first for time in log[1:]))


def unpack(packed: bytes) -> list[int]:
    """Return the log in `packed`. Raises ValueError for bytes that are none."""
    if not packed:
        return []
    try:
        first, *distances = struct.unpack(f">Q{(len(packed) - 8) // 4}I", packed)
    except struct.error:
        raise ValueError("not a log of calls") from None
    return [first, *(first + distance for distance in distances)]
