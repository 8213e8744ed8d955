"""Scrobbles in compressed columns."""

import zlib
from array import array

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lastfm_gateway.history.columns import (
    Columns,
    joined,
    pack_columns,
    sorted_columns,
    unpack_columns,
)

NUMBERS = st.integers(0, 2**32 - 1)


@given(st.lists(st.tuples(NUMBERS, NUMBERS)))
@example([])
@example([(0, 0)])
@example([(2**32 - 1, 2**32 - 1)])
@example([(5, 1), (5, 2), (5, 1)])
@example([(0, 7), (2**32 - 1, 0)])
def test_columns_come_back_as_they_were(pairs: list[tuple[int, int]]) -> None:
    """Any times and ids are the same after packing: sorted, each pair once."""
    columns = sorted_columns(pairs)
    assert unpack_columns(pack_columns(columns)) == columns
    assert list(zip(*columns, strict=True)) == sorted(set(pairs))


def test_many_scrobbles_take_few_bytes() -> None:
    """Times minutes apart and repeated ids take less than 3 bytes together."""
    times = array("I", (1_700_000_000 + 200 * n + n * n % 97 for n in range(5_000)))
    columns = Columns(times, array("I", (n * n % 300 for n in range(5_000))))
    assert len(pack_columns(columns)) < 3 * 5_000


def test_parts_are_joined_in_order() -> None:
    """The parts of columns are the whole again."""
    columns = sorted_columns((n // 2, n) for n in range(10))
    assert joined([columns.between(0, 3), columns.between(3, 3), columns.between(3, 10)]) == columns


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not compressed",
        pack_columns(sorted_columns([(1, 1), (2, 2)]))[:-1],
        zlib.compress(b"123"),
        zlib.compress(b"1234"),
        zlib.compress(b"\xff" * 16),
    ],
    ids=["empty", "foreign", "cut", "odd", "half", "too late"],
)
def test_damaged_columns_are_refused(data: bytes) -> None:
    """Bytes that are no columns raise ValueError."""
    with pytest.raises(ValueError, match="damaged"):
        unpack_columns(data)
