"""Names of tracks, each stored once, in append-only chunks. Pure.

A track's id is its chunk's number << 16 | its place in the chunk. Only the last chunk is open: new
names are added to it until it would exceed a size, then a new chunk is begun. Ids never change.
Two ids may have the same names: two writers can add a track at the same time.
"""

import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from lastfm_gateway.history.columns import WIDTH, from_planes, inflate, to_planes
from lastfm_gateway.history.listening import TrackNames

#: Largest compressed size of a chunk that is written again for a few names: two write units.
OPEN_BYTES: Final = 1_900

#: The same for many names. A chunk repeats the artists and albums of others: large ones save space.
MANY_NAMES: Final = 50
MANY_OPEN_BYTES: Final = 100_000

#: A new chunk ends with the name that reaches this size, uncompressed.
RAW_BYTES: Final = 150_000

#: Longest name that is stored, in characters. Longer ones are cut: an item has 400 KB.
MAX_NAME: Final = 4_096

_PLACES: Final = 1 << 16
_SEPARATOR: Final = "\0"
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_LEVEL: Final = 9


def storable(names: TrackNames) -> TrackNames:
    """Return names as they can be stored: without NUL, which separates them, and not too long."""
    return TrackNames(*(name[:MAX_NAME].replace(_SEPARATOR, _REPLACEMENT) for name in names))


class NameChunk(Sequence[TrackNames]):
    """The names of a chunk in columns; rows are built when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Raise ValueError if the data is damaged."""
        raw = inflate(data)
        artists, albums, tracks = from_planes(raw[: 3 * WIDTH])
        after_albums = (3 + albums) * WIDTH
        after_tracks = after_albums + tracks * WIDTH
        text = raw[after_tracks:].decode("utf-8", "surrogatepass").split(_SEPARATOR)
        if len(text) != artists + 2 * albums + tracks:
            raise ValueError("damaged names")
        #: The compressed names.
        self.data = data
        self._album_artists = from_planes(raw[3 * WIDTH : after_albums])
        self._track_albums = from_planes(raw[after_albums:after_tracks])
        self._artists = text[:artists]
        self._albums = text[artists : artists + albums]
        self._images = text[artists + albums : artists + 2 * albums]
        self._tracks = text[artists + 2 * albums :]

    def __len__(self) -> int:
        return len(self._tracks)

    def __getitem__(self, place: int) -> TrackNames:  # type: ignore[override]  # no slices
        album = self._track_albums[place]
        artist = self._artists[self._album_artists[album]]
        return TrackNames(artist, self._albums[album], self._tracks[place], self._images[album])


def pack_names(rows: Iterable[TrackNames]) -> bytes:
    """Compress the names of a chunk, at least one."""
    artists: dict[str, int] = {}
    albums: dict[tuple[int, str, str], int] = {}
    tracks: list[str] = []
    track_albums = array("I")
    for row in rows:
        artist = artists.setdefault(row.artist, len(artists))
        album = albums.setdefault((artist, row.album, row.image), len(albums))
        track_albums.append(album)
        tracks.append(row.track)
    columns = (
        array("I", [len(artists), len(albums), len(tracks)]),
        array("I", [artist for artist, _, _ in albums]),
        track_albums,
    )
    names = (artists, (name for _, name, _ in albums), (image for *_, image in albums), tracks)
    text = _SEPARATOR.join(chain.from_iterable(names)).encode("utf-8", "surrogatepass")
    return zlib.compress(b"".join(map(to_planes, columns)) + text, _LEVEL)


class NewChunk(NamedTuple):
    """A chunk to write. `rows`: the names that it adds, from the place `first` on.

    `before`: the data of the chunk that it replaces; None if it is new.
    """

    number: int
    first: int
    rows: Sequence[TrackNames]
    data: bytes
    before: bytes | None = None

    def ids(self) -> Iterator[tuple[TrackNames, int]]:
        """Yield the names that it adds, with their ids."""
        first = self.number * _PLACES + self.first
        return zip(self.rows, range(first, first + len(self.rows)), strict=True)


class NameTable(Mapping[int, TrackNames]):
    """The names of a user's tracks by id."""

    def __init__(self, chunks: Sequence[NameChunk]) -> None:
        self._chunks = chunks

    def __len__(self) -> int:
        return sum(map(len, self._chunks))

    def __iter__(self) -> Iterator[int]:
        for number, chunk in enumerate(self._chunks):
            yield from range(number * _PLACES, number * _PLACES + len(chunk))

    def __getitem__(self, track: int) -> TrackNames:
        number, place = divmod(track, _PLACES)
        try:
            return self._chunks[number][place]
        except IndexError:
            raise KeyError(track) from None

    @property
    def size(self) -> int:
        """The compressed size in bytes."""
        return sum(len(chunk.data) for chunk in self._chunks)

    def holds(self, ids: Iterable[int]) -> bool:
        """Return whether all ids have names."""
        sizes = [len(chunk) for chunk in self._chunks]
        return all(
            id_ // _PLACES < len(sizes) and id_ % _PLACES < sizes[id_ // _PLACES] for id_ in ids
        )

    def ids(self) -> dict[TrackNames, int]:
        """Return the first id of all names."""
        ids: dict[TrackNames, int] = {}
        for number, chunk in enumerate(self._chunks):
            for track, names in enumerate(chunk, number * _PLACES):
                ids.setdefault(names, track)
        return ids

    def chunks_with(self, new: Sequence[TrackNames]) -> list[NewChunk]:
        """Return the chunks to write so that new names are added, in their order."""
        if not new:
            return []
        if reopened := self._reopened(new):
            return [reopened]
        return [
            NewChunk(number, 0, rows, pack_names(rows))
            for number, rows in enumerate(_groups(new), len(self._chunks))
        ]

    def _reopened(self, new: Sequence[TrackNames]) -> NewChunk | None:
        """Return the open chunk with new names, or None if they need a new one."""
        if not self._chunks or sum(map(_raw_size, new)) > RAW_BYTES:
            return None
        last = self._chunks[-1]
        limit = OPEN_BYTES if len(new) < MANY_NAMES else MANY_OPEN_BYTES
        if len(last.data) >= limit or len(last) + len(new) > _PLACES:
            return None
        data = pack_names([*last, *new])
        if len(data) > limit:
            return None
        return NewChunk(len(self._chunks) - 1, len(last), new, data, last.data)


def _groups(rows: Sequence[TrackNames]) -> Iterator[Sequence[TrackNames]]:
    first = size = 0
    for place, row in enumerate(rows):
        size += _raw_size(row)
        if size >= RAW_BYTES or place - first == _PLACES - 1:
            yield rows[first : place + 1]
            first, size = place + 1, 0
    if first < len(rows):
        yield rows[first:]


def _raw_size(row: TrackNames) -> int:
    return len(_SEPARATOR.join(row).encode("utf-8", "surrogatepass"))
