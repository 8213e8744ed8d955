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


class Standing(NamedTuple):
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


def admit(log: Sequence[int], now: int, limit: Limit, wanted: int = 1) -> list[int] | None:
    """Return the log with up to `wanted` calls at `now` in it, or None when the limit is spent.

    A clock behind another environment's does not reorder the log: a call is then entered at the
    latest time known.
    """
    counted = recent(log, now, limit)
    calls = min(wanted, limit.calls - len(counted))
    if calls <= 0:
        return None
    return [*counted, *[max(now, counted[-1] if counted else now)] * calls]


def take_back(log: Sequence[int], at: int, calls: int) -> list[int]:
    """Return the log without so many of the calls that were entered at a time."""
    kept = list(log)
    for _ in range(min(calls, kept.count(at))):
        kept.remove(at)
    return kept


def standing(log: Sequence[int], now: int, limit: Limit) -> Standing:
    """Return what a caller with this log has left at `now`."""
    counted = recent(log, now, limit)
    remaining = max(0, limit.calls - len(counted))
    if not counted:
        return Standing(limit.calls, remaining, now // _MS, 0)
    # With more calls counted than the limit allows (it was lowered), several must leave first.
    leaves = counted[max(0, len(counted) - limit.calls)] + limit.window * _MS
    reset = -(-leaves // _MS)
    wait = 0 if remaining else max(1, -(-(leaves - now) // _MS))
    return Standing(limit.calls, remaining, reset, wait)


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
