"""Plays per artist, album and track, and how many different ones there are. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from lastfm_gateway.history.keys import Key, keys_of
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind, fold_name, identity


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

    def rows(self, kind: EntityKind, first: int = 0, last: int | None = None) -> list[Row]:
        """Return rows of a kind, most played first, then by name: all, or `[first:last]`."""
        return [self._row(kind, tracks) for tracks in self._ranked(kind)[first:last]]

    def rows_within(self, row: Row, kind: EntityKind) -> list[Row]:
        """Return an artist's albums or tracks, or an album's tracks, counted from its plays only.

        They are ordered as in `rows`.
        """
        groups = self._group(kind, row.tracks).values()
        return [self._row(kind, tracks) for tracks in self._sorted(kind, groups)]

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
            self._groups[kind] = self._group(kind, list(self._plays))
        return self._groups[kind]

    def _group(self, kind: EntityKind, tracks: Sequence[int]) -> dict[Key, list[int]]:
        groups: dict[Key, list[int]] = {}
        for track, key in zip(tracks, keys_of(kind, self._names, tracks), strict=True):
            if key is not None:
                groups.setdefault(key, []).append(track)
        return groups

    def _ranked(self, kind: EntityKind) -> list[list[int]]:
        return self._sorted(kind, self._grouped(kind).values())

    def _sorted(self, kind: EntityKind, groups: Iterable[list[int]]) -> list[list[int]]:
        def order(tracks: list[int]) -> tuple[int, str, str]:
            names = self._names[tracks[0]]
            return -self._plays_of(tracks), getattr(names, kind), names.artist

        return sorted(groups, key=order)

    def _plays_of(self, tracks: Iterable[int]) -> int:
        return sum(map(self._plays.__getitem__, tracks))

    def _row(self, kind: EntityKind, tracks: list[int]) -> Row:
        names = self._names
        last = names[tracks[0]]
        image = album = ""
        if kind != "artist":
            image = next((url for track in tracks if (url := names[track].image)), "")
        if kind == "track":
            album = next((name for track in tracks if (name := names[track].album)), "")
        plays, name = self._plays_of(tracks), getattr(last, kind)
        return Row(kind, last.artist, name, plays, image, album, tuple(tracks))
