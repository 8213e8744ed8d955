"""Scrobbles as compressed columns: unix times and track ids of 32 bits. Pure.

A column is split into its four bytes' planes before compression: planes of small numbers are
nearly all zeros. All work on a scrobble runs in C. Integers are little-endian, as on every
architecture of Lambda.
"""

import zlib
from array import array
from collections.abc import Iterable
from itertools import accumulate
from operator import sub
from typing import Final, NamedTuple

#: Bytes of an integer.
WIDTH: Final = 4

_LEVEL: Final = 9


class Columns(NamedTuple):
    """Scrobbles, sorted by time and then by id, without duplicates."""

    times: array[int]
    ids: array[int]

    def between(self, start: int, end: int) -> "Columns":
        """Return the scrobbles from the index `start` up to `end`, excluded."""
        return Columns(self.times[start:end], self.ids[start:end])


EMPTY: Final = Columns(array("I"), array("I"))


def sorted_columns(scrobbles: Iterable[tuple[int, int]]) -> Columns:
    """Return pairs of times and ids in columns, each pair once."""
    pairs = sorted(set(scrobbles))
    return Columns(array("I", [time for time, _ in pairs]), array("I", [id_ for _, id_ in pairs]))


def joined(parts: Iterable[Columns]) -> Columns:
    """Return the scrobbles of parts that follow one another in time."""
    times, ids = array("I"), array("I")
    for part in parts:
        times.extend(part.times)
        ids.extend(part.ids)
    return Columns(times, ids)


def pack_columns(columns: Columns) -> bytes:
    """Compress scrobbles."""
    return zlib.compress(to_planes(deltas(columns.times)) + to_planes(columns.ids), _LEVEL)


def unpack_columns(data: bytes) -> Columns:
    """Return the scrobbles in compressed data. Raises ValueError if it is damaged."""
    raw = inflate(data)
    half, rest = divmod(len(raw), 2)
    if rest or half % WIDTH:
        raise ValueError("damaged columns")
    try:
        times = array("I", accumulate(from_planes(raw[:half])))
    except OverflowError:
        raise ValueError("damaged columns") from None
    return Columns(times, from_planes(raw[half:]))


def deltas(column: array[int]) -> array[int]:
    """Return a rising column's differences. The first is its first number."""
    return column[:1] + array("I", map(sub, column[1:], column))


def to_planes(column: array[int]) -> bytes:
    """Return the first byte of each number, then the second of each, and so on."""
    raw = column.tobytes()
    return b"".join(raw[place::WIDTH] for place in range(WIDTH))


def from_planes(planes: bytes) -> array[int]:
    """Return the numbers of planes."""
    count = len(planes) // WIDTH
    raw = bytearray(len(planes))
    for place in range(WIDTH):
        raw[place::WIDTH] = planes[place * count : (place + 1) * count]
    return array("I", bytes(raw))


def inflate(data: bytes) -> bytes:
    """Decompress data. Raises ValueError if it is damaged."""
    try:
        return zlib.decompress(data)
    except zlib.error:
        raise ValueError("damaged compressed data") from None
