"""Rows of a top list: parsed from Last.fm's lists and charts, or counted from scrobbles. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lastfm_gateway.lastfm.names import EntityKind, fold_name, identity, page_url
from lastfm_gateway.lastfm.pictures import is_image


@dataclass(frozen=True, slots=True)
class Row:
    """An artist, album or track with its play count. For an artist, `name` equals `artist`."""

    kind: EntityKind
    artist: str
    name: str
    plays: int
    url: str
    image: str | None = None

    @property
    def id(self) -> int:
        """The numeric id."""
        return identity(self.kind, *self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that identify it: the artist's, and its own unless it is an artist."""
        return (self.artist,) if self.kind == "artist" else (self.artist, self.name)

    @property
    def key(self) -> tuple[str, ...]:
        """The folded names: rows and plays of one key are counted together."""
        return tuple(fold_name(name) for name in self.names)


@dataclass(frozen=True, slots=True)
class Play:
    """One scrobble; `at` is its unix time. `album` may be empty."""

    at: int
    artist: str
    album: str
    track: str
    url: str
    image: str | None

    def name(self, kind: EntityKind) -> str:
        """Return the name of the artist, album or track that was played; may be empty."""
        return {"artist": self.artist, "album": self.album, "track": self.track}[kind]

    def key(self, kind: EntityKind) -> tuple[str, ...]:
        """Return the key of the row that this play counts for, as Row.key."""
        artist = fold_name(self.artist)
        return (artist,) if kind == "artist" else (artist, fold_name(self.name(kind)))


def rows_of_list(kind: EntityKind, listed: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return the rows of a top list or chart. Raises LookupError, TypeError or ValueError."""
    rows = []
    for item in listed:
        name = require_text(item["name"])
        artist = name if kind == "artist" else _artist(item["artist"])
        url = item.get("url") or page_url(kind, artist, name)
        image = largest_image(item.get("image"))
        rows.append(Row(kind, artist, name, int(item["playcount"]), url, image))
    return rows


def rows_of_plays(kind: EntityKind, plays: Iterable[Play]) -> list[Row]:
    """Count plays into rows, most played first, then by name.

    Plays without an album are left out of albums.
    """
    first: dict[tuple[str, ...], Row] = {}
    counts: Counter[tuple[str, ...]] = Counter()
    for play in plays:
        name = play.name(kind)
        if not name:
            continue
        url = play.url if kind == "track" else page_url(kind, play.artist, name)
        row = Row(kind, play.artist, name, 1, url, None if kind == "artist" else play.image)
        first.setdefault(row.key, row)
        counts[row.key] += 1
    rows = [
        Row(kind, row.artist, row.name, counts[key], row.url, row.image)
        for key, row in first.items()
    ]
    return sorted(rows, key=lambda row: (-row.plays, row.name, row.url))


def plays_of_tracks(tracks: Iterable[Mapping[str, Any]]) -> list[Play]:
    """Return the scrobbles in a list of recent tracks, without the one now playing.

    Raises LookupError, TypeError or ValueError.
    """
    return [
        Play(
            at=int(track["date"]["uts"]),
            artist=_artist(track["artist"]),
            album=require_text(track.get("album", {}).get("#text", "")),
            track=require_text(track["name"]),
            url=require_text(track.get("url", "")),
            image=largest_image(track.get("image")),
        )
        for track in tracks
        if "date" in track
    ]


def largest_image(images: Sequence[Mapping[str, str]] | None) -> str | None:
    """Return the URL of the largest image; None for no image and for the placeholder."""
    urls = [image.get("#text", "") for image in images or ()]
    return next((url for url in reversed(urls) if is_image(url)), None)


def require_text(value: Any) -> str:
    """Return a string unchanged. Raises TypeError for any other type."""
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _artist(value: Mapping[str, str] | str) -> str:
    """Return an artist's name: a string, or under `name` in lists and `#text` in charts."""
    if isinstance(value, str):
        return value
    return require_text(value.get("#text") or value.get("name", ""))
