"""Sliding window log: exact rate limiting of a caller's uncached calls. Pure.

A fixed-window counter admits a double burst at the window's edge. A log does not: no window,
wherever it starts, holds more admitted calls than the limit. Times are unix milliseconds.
"""

import struct
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

MS_PER_SECOND: Final = 1000


def to_ms(seconds: float) -> int:
    """Return seconds as whole milliseconds, rounded down."""
    return int(seconds * MS_PER_SECOND)


def whole_seconds(ms: int) -> int:
    """Return milliseconds as whole seconds, rounded up, so that a wait is long enough."""
    return -(-ms // MS_PER_SECOND)


class Limit(NamedTuple):
    """At most `calls` in any `window` seconds."""

    calls: int
    window: int


class Quota(NamedTuple):
    """A caller's remaining calls.

    `reset`: unix time when one more call is allowed; the current time when none is counted.
    `wait`: whole seconds until a call is allowed, 0 when one is allowed now.
    """

    limit: int
    remaining: int
    reset: int
    wait: int


def recent(log: Sequence[int], now: int, limit: Limit) -> list[int]:
    """Return the calls within the window that ends now, in order."""
    ordered = sorted(log)
    return ordered[bisect_right(ordered, now - limit.window * MS_PER_SECOND) :]


def counted(log: Sequence[int], now: int, limit: Limit, share: Limit | None = None) -> list[int]:
    """Return the calls that still count for the limit or the share: what the log keeps."""
    of_limit = recent(log, now, limit)
    of_share = recent(log, now, share)[-share.calls :] if share else []
    return max(of_limit, of_share, key=len)  # both are tails of the same log


def admit(  # noqa: PLR0913, PLR0917 (the log, the time and the limits)
    log: Sequence[int],
    now: int,
    limit: Limit,
    wanted: int = 1,
    share: Limit | None = None,
    binding: Sequence[Limit] = (),
) -> list[int] | None:
    """Return the log with up to `wanted` calls added at `now`; None when the limit is spent.

    `share`: a limit whose calls the log keeps, so that it can apply later.
    `binding`: further limits that apply now.
    A clock that lags behind does not reorder the log: the call is added at the latest known time.
    """
    calls = min(wanted, *(held.calls - len(recent(log, now, held)) for held in (limit, *binding)))
    if calls <= 0:
        return None
    known = counted(log, now, limit, share)
    return [*known, *[max(now, known[-1] if known else now)] * calls]


def refund(log: Sequence[int], at: int, calls: int) -> list[int]:
    """Return the log without up to `calls` of the calls added at the time `at`."""
    kept = list(log)
    for _ in range(min(calls, kept.count(at))):
        kept.remove(at)
    return kept


def quota(log: Sequence[int], now: int, limit: Limit) -> Quota:
    """Return the quota of a caller with this log at `now`."""
    known = recent(log, now, limit)
    remaining = max(0, limit.calls - len(known))
    if not known:
        return Quota(limit.calls, remaining, now // MS_PER_SECOND, 0)
    # With more calls counted than the limit allows (it was lowered), several must leave first.
    leaves = known[max(0, len(known) - limit.calls)] + limit.window * MS_PER_SECOND
    reset = whole_seconds(leaves)
    wait = 0 if remaining else max(1, whole_seconds(leaves - now))
    return Quota(limit.calls, remaining, reset, wait)


def tightest(log: Sequence[int], now: int, limits: Sequence[Limit]) -> Quota:
    """Return the quota with the fewest remaining calls, then the longest wait."""
    quotas = [quota(log, now, limit) for limit in limits]
    return min(quotas, key=lambda each: (each.remaining, -each.wait))


def to_spare(quota: Quota) -> int:
    """Return how many calls can go to optional data: at most half of the remaining ones.

    The last quarter of the limit is reserved for required data.
    """
    left = quota.remaining
    return max(0, min(left // 2, left - quota.limit // 4))


def pack(log: Sequence[int]) -> bytes:
    """Encode a log: the first time in 64 bits, then 32-bit offsets from it."""
    if not log:
        return b""
    first = log[0]
    return struct.pack(f">Q{len(log) - 1}I", first, *(time - first for time in log[1:]))


def unpack(packed: bytes) -> list[int]:
    """Decode a log. Raises ValueError for malformed bytes."""
    if not packed:
        return []
    try:
        first, *distances = struct.unpack(f">Q{(len(packed) - 8) // 4}I", packed)
    except struct.error:
        raise ValueError("not a log of calls") from None
    return [first, *(first + distance for distance in distances)]
