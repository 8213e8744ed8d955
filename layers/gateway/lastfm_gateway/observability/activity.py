"""Activity of the last hour: hits, misses, calls and failures in slots of five minutes. Pure.

An environment counts in memory, and adds its counts to an item that it writes anyway. So the
figures cost no write, and lack what an environment has not added yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

SLOT_SECONDS: Final = 300
KEPT_SECONDS: Final = 3600

#: The error codes by which failures are told apart. Any other is counted as the first,
#: "operation failed".
FAILURE_CODES: Final = (8, 11, 16, 29)

_COUNTS: Final = ("hits", "stale", "misses", "calls")
_WIDTH: Final = len(_COUNTS) + len(FAILURE_CODES)
_BYTE: Final = 0x80


@dataclass(slots=True)
class CallCounts:
    """What happened in one slot: answers by the cache's use, calls to Last.fm, failures by code."""

    hits: int = 0
    stale: int = 0
    misses: int = 0
    calls: int = 0
    failures: dict[int, int] = field(default_factory=lambda: dict.fromkeys(FAILURE_CODES, 0))

    def add_failure(self, code: int) -> None:
        """Count a failed call."""
        self.failures[code if code in self.failures else FAILURE_CODES[0]] += 1

    def numbers(self) -> list[int]:
        """Return the counts in a fixed order, failures last."""
        return [*(getattr(self, name) for name in _COUNTS), *self.failures.values()]

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Self:
        """Return the counts of `numbers()`."""
        hits, stale, misses, calls, *failures = numbers
        return cls(hits, stale, misses, calls, dict(zip(FAILURE_CODES, failures, strict=True)))


#: Counts by slot, which is a unix time ÷ SLOT_SECONDS.
type Activity = Mapping[int, CallCounts]


def slot_of(now: float) -> int:
    """Return the slot of a unix time."""
    return int(now) // SLOT_SECONDS


def total(activities: Iterable[Activity], now: float) -> dict[int, CallCounts]:
    """Add activities up, slot by slot, in order. Slots older than KEPT_SECONDS are left out."""
    oldest = slot_of(now - KEPT_SECONDS) + 1
    sums: dict[int, list[int]] = {}
    for activity in activities:
        for slot, counts in activity.items():
            if oldest <= slot <= slot_of(now):
                sums[slot] = _added(sums.get(slot, [0] * _WIDTH), counts.numbers())
    return {slot: CallCounts.of(sums[slot]) for slot in sorted(sums)}


def _added(some: Iterable[int], others: Iterable[int]) -> list[int]:
    return [one + other for one, other in zip(some, others, strict=True)]


def pack(activity: Activity) -> bytes:
    """Encode an activity: each number in as few bytes as it takes (LEB128)."""
    packed = bytearray()
    for slot, counts in activity.items():
        for number in (slot, *counts.numbers()):
            rest = number
            while rest >= _BYTE:
                packed.append(rest % _BYTE | _BYTE)
                rest //= _BYTE
            packed.append(rest)
    return bytes(packed)


def unpack(packed: bytes) -> dict[int, CallCounts]:
    """Decode an activity. Raises ValueError for malformed bytes."""
    numbers, number, weight = list[int](), 0, 1
    for byte in packed:
        number += byte % _BYTE * weight
        weight *= _BYTE
        if byte < _BYTE:
            numbers.append(number)
            number, weight = 0, 1
    if weight != 1 or len(numbers) % (_WIDTH + 1):
        raise ValueError("not an activity")
    rows = zip(*[iter(numbers)] * (_WIDTH + 1), strict=True)
    return {slot: CallCounts.of(rest) for slot, *rest in rows}


class ActivityCounter:
    """Counts of one environment that no item holds yet."""

    def __init__(self) -> None:
        self._slots: dict[int, CallCounts] = {}

    def at(self, now: float) -> CallCounts:
        """Return the counts to add to at a unix time."""
        return self._slots.setdefault(slot_of(now), CallCounts())

    @property
    def pending(self) -> Activity:
        """The counts that no item holds yet."""
        return self._slots

    def written(self) -> None:
        """Forget the pending counts, because an item holds them."""
        self._slots = {}
