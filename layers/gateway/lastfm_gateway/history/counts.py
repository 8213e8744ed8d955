"""Plays per artist, album and track, and how many different ones there are. Pure."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from lastfm_gateway.history.listening import Listening, TrackNames
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind, fold_name, identity

#: The folded names of an artist (its name), or of an album or track (artist's name, own name).
type Key = tuple[str, ...]


class Row(NamedTuple):
    """An artist, album or track with its plays, spelled as when it was last played.

    For an artist, `name` equals `artist`. `image` is the latest image known of an album or track, a
    URL, and `album` the latest album known of a track; "" if there is none.
    `tracks`: the ids in `Listening.names` that count for the row, the last played first.
    """

    kind: EntityKind
    artist: str
    name: str
    plays: int
    image: str
    album: str
    tracks: tuple[int, ...]

    @property
    def id(self) -> int:
        """The numeric id that clients see."""
        return identity(self.kind, *self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that identify it: the artist's, and its own unless it is an artist."""
        return (self.artist,) if self.kind == "artist" else (self.artist, self.name)


class Counts:
    """Counts the scrobbles of a window, without `window` all. Names that fold alike are one."""

    def __init__(self, listening: Listening, window: Window | None = None) -> None:
        low, high = listening.bounds(window) if window else (0, len(listening.ids))
        self._names = listening.names
        self._ids = listening.ids[low:high]
        self._times = listening.times[low:high]
        # A Counter keeps the order in which it meets its keys: here the last played first.
        self._plays = Counter(self._ids[::-1])
        self._groups: dict[EntityKind, dict[Key, list[int]]] = {}

    @property
    def scrobbles(self) -> int:
        """The number of scrobbles."""
        return len(self._ids)

    def distinct(self, kind: EntityKind) -> int:
        """Return how many different artists, albums or tracks were played."""
        return len(self._grouped(kind))

    def rows(self, kind: EntityKind) -> list[Row]:
        """Return all rows of a kind, most played first, then by name."""
        return self._sorted(kind, self._grouped(kind).values())

    def rows_within(self, row: Row, kind: EntityKind) -> list[Row]:
        """Return an artist's albums or tracks, or an album's tracks, counted from its plays only.

        They are ordered as in `rows`.
        """
        return self._sorted(kind, self._group(kind, row.tracks).values())

    def row(self, kind: EntityKind, *names: str) -> Row | None:
        """Return the row with the given names in any case; None if it was not played."""
        tracks = self._grouped(kind).get(tuple(map(fold_name, names)))
        return self._row(kind, tracks) if tracks else None

    def first_play(self, row: Row) -> int:
        """Return the unix time of a row's first play."""
        return min(map(self._first_plays.__getitem__, row.tracks))

    def last_play(self, row: Row) -> int:
        """Return the unix time of a row's last play."""
        return self._last_plays[row.tracks[0]]

    @cached_property
    def _first_plays(self) -> dict[int, int]:
        return dict(zip(self._ids[::-1], self._times[::-1], strict=True))

    @cached_property
    def _last_plays(self) -> dict[int, int]:
        return dict(zip(self._ids, self._times, strict=True))

    def _grouped(self, kind: EntityKind) -> dict[Key, list[int]]:
        if kind not in self._groups:
            self._groups[kind] = self._group(kind, self._plays)
        return self._groups[kind]

    def _group(self, kind: EntityKind, tracks: Iterable[int]) -> dict[Key, list[int]]:
        groups: dict[Key, list[int]] = {}
        for track in tracks:
            key = key_of(kind, self._names[track])
            if key:
                groups.setdefault(key, []).append(track)
        return groups

    def _sorted(self, kind: EntityKind, groups: Iterable[list[int]]) -> list[Row]:
        rows = [self._row(kind, tracks) for tracks in groups]
        return sorted(rows, key=lambda row: (-row.plays, row.name, row.artist))

    def _row(self, kind: EntityKind, tracks: list[int]) -> Row:
        names = self._names
        last = names[tracks[0]]
        plays = sum(map(self._plays.__getitem__, tracks))
        image = album = ""
        if kind != "artist":
            image = next((url for track in tracks if (url := names[track].image)), "")
        if kind == "track":
            album = next((name for track in tracks if (name := names[track].album)), "")
        return Row(kind, last.artist, name_of(kind, last), plays, image, album, tuple(tracks))


def name_of(kind: EntityKind, names: TrackNames) -> str:
    """Return the name of the artist, album or track that was played; "" without an album."""
    match kind:
        case "artist":
            return names.artist
        case "album":
            return names.album
        case "track":
            return names.track


def key_of(kind: EntityKind, names: TrackNames) -> Key | None:
    """Return the key of the row that a play counts for; None if it has no such name."""
    name = name_of(kind, names)
    if not name:
        return None
    artist = fold_name(names.artist)
    return (artist,) if kind == "artist" else (artist, fold_name(name))
