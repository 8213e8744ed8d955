"""Names in append-only chunks."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.history.names import (
    MAX_NAME,
    OPEN_BYTES,
    NameChunk,
    NameTable,
    pack_names,
    storable,
)

TEXTS = st.text(st.characters(exclude_characters="\0"), max_size=30) | st.sampled_from(
    ["", "\ud83d", "\udc00\ud800", "\x01\n\x1f", "x" * 300, "\U0010ffff" * 300]
)
ROWS = st.builds(TrackNames, TEXTS, TEXTS, TEXTS, TEXTS)


class Chunks:
    """The chunks of a user, as the table holds them."""

    def __init__(self) -> None:
        self.data: list[bytes] = []

    @property
    def table(self) -> NameTable:
        """The names."""
        return NameTable([NameChunk(data) for data in self.data])

    def add(self, rows: list[TrackNames]) -> dict[TrackNames, int]:
        """Add names and return their ids."""
        added = dict[TrackNames, int]()
        for chunk in self.table.chunks_with(rows):
            if chunk.before is None:
                assert chunk.number == len(self.data)
                self.data.append(b"")
            else:
                assert chunk.before == self.data[chunk.number]
                assert len(chunk.data) <= OPEN_BYTES
            self.data[chunk.number] = chunk.data
            added.update(chunk.ids())
        return added


@given(st.lists(st.lists(ROWS, max_size=8), max_size=6))
def test_ids_keep_their_names(batches: list[list[TrackNames]]) -> None:
    """Names with any characters come back by the ids that they were given at first."""
    chunks, given_ids = Chunks(), dict[int, TrackNames]()
    for batch in batches:
        added = chunks.add(list(dict.fromkeys(batch)))
        assert set(added) == set(batch)
        assert not given_ids.keys() & added.values()
        given_ids |= {track: row for row, track in added.items()}
        table = chunks.table
        assert dict(table) == given_ids
        assert table.holds(given_ids)
        assert len(table) == len(given_ids)
        assert table.size == sum(map(len, chunks.data))


def test_nul_is_replaced_and_long_names_are_cut() -> None:
    """NUL separates names, so that it cannot be in one; an item has a limit."""
    row = storable(TrackNames("a\0b", "", "x" * (MAX_NAME + 1), ""))
    assert row == TrackNames("a\N{REPLACEMENT CHARACTER}b", "", "x" * MAX_NAME, "")
    assert storable(row) == row
    assert list(NameChunk(pack_names([row]))) == [row]


def test_small_chunk_is_written_again_until_it_is_full() -> None:
    """Names that come one by one fill chunks of up to two write units."""
    chunks, random = Chunks(), Random(1)  # noqa: S311
    for number in range(300):
        name = f"{random.getrandbits(64):x}"
        chunks.add([TrackNames(f"Artist {number % 7}", "Album", name, "")])
    sizes = [len(data) for data in chunks.data]
    assert 2 <= len(sizes) < 20
    assert all(0.9 * OPEN_BYTES < size <= OPEN_BYTES for size in sizes[:-1])


def test_many_names_are_split_into_chunks() -> None:
    """No chunk comes near the 400 KB of an item, even if nothing can be compressed."""
    random = Random(1)  # noqa: S311
    rows = [
        TrackNames(
            *("".join(chr(random.randrange(0x20000, 0x30000)) for _ in range(MAX_NAME)),) * 4
        )
        for _ in range(40)
    ]
    chunks = Chunks()
    chunks.add(rows)
    assert list(chunks.table.values()) == rows
    assert len(chunks.data) > 2
    assert max(map(len, chunks.data)) < 300_000


def test_more_names_than_a_chunk_has_places() -> None:
    """Names beyond a chunk's size or its 65,536 places are in the next ones."""
    chunks = Chunks()
    rows = [TrackNames("", "", f"{number:x}", "") for number in range(70_000)]
    ids = chunks.add(rows)
    assert dict(chunks.table) == {track: row for row, track in ids.items()}
    assert len(set(ids.values())) == len(rows)
    assert max(map(len, chunks.data)) < 300_000


def test_unknown_ids_are_not_held() -> None:
    """An id after the last name, or of a chunk that is not there, has no name."""
    table = NameTable([NameChunk(pack_names([TrackNames("a", "b", "c", "d")]))])
    assert table.holds([0])
    for track in (1, 1 << 16):
        assert not table.holds([0, track])
        with pytest.raises(KeyError):
            table[track]


def test_first_of_two_ids_is_used() -> None:
    """When two writers added a track at once, its first id is the one to go on with."""
    row = TrackNames("a", "b", "c", "d")
    table = NameTable([NameChunk(pack_names([row])), NameChunk(pack_names([row]))])
    assert table.ids() == {row: 0}
    assert table[1 << 16] == row


@pytest.mark.parametrize("cut", [1, 4, 9])
def test_damaged_names_are_refused(cut: int) -> None:
    """Bytes that are no names raise ValueError."""
    data = pack_names([TrackNames("a", "b", "c", "d")])
    with pytest.raises(ValueError, match="damaged"):
        NameChunk(data[:-cut])
