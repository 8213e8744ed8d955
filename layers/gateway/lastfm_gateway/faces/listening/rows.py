"""The rows of a top list, from whichever of Last.fm's answers they come. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus

from lastfm_gateway.faces.listening.ids import Kind, fold, identity

NO_PICTURE: Final = "2a96cbd8b46e442fc41c2b86b821562f"
_SITE: Final = "https://www.last.fm/music/"


@dataclass(frozen=True, slots=True)
class Row:
    """An artist, album or track, and how often it was played. An artist's `name` is its own."""

    kind: Kind
    artist: str
    name: str
    plays: int
    url: str
    image: str | None = None

    @property
    def id(self) -> int:
        """Its id."""
        return identity(self.kind, *self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that identify it."""
        return (self.artist,) if self.kind == "artist" else (self.artist, self.name)

    @property
    def same(self) -> tuple[str, ...]:
        """What it is counted under: its names as they are compared."""
        return tuple(fold(name) for name in self.names)


@dataclass(frozen=True, slots=True)
class Play:
    """One scrobble."""

    at: int
    artist: str
    album: str
    track: str
    url: str
    image: str | None

    def name(self, kind: Kind) -> str:
        """Return the name of what was played, seen as an artist, album or track; may be empty."""
        return {"artist": self.artist, "album": self.album, "track": self.track}[kind]

    def same(self, kind: Kind) -> tuple[str, ...]:
        """Return what it is counted under, as Row.same."""
        artist = fold(self.artist)
        return (artist,) if kind == "artist" else (artist, fold(self.name(kind)))


def of_list(kind: Kind, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return the rows of a top list or a chart of Last.fm's."""
    made = []
    for row in rows:
        name = text(row["name"])
        artist = name if kind == "artist" else _artist(row["artist"])
        url = row.get("url") or page(kind, artist, name)
        made.append(Row(kind, artist, name, int(row["playcount"]), url, picture(row.get("image"))))
    return made


def of_plays(kind: Kind, plays: Iterable[Play]) -> list[Row]:
    """Return what was played, the most played first, then by name. Plays without an album: none."""
    first: dict[tuple[str, ...], Row] = {}
    count: Counter[tuple[str, ...]] = Counter()
    for play in plays:
        name = play.name(kind)
        if not name:
            continue
        url = play.url if kind == "track" else page(kind, play.artist, name)
        row = Row(kind, play.artist, name, 1, url, None if kind == "artist" else play.image)
        first.setdefault(row.same, row)
        count[row.same] += 1
    rows = [
        Row(kind, row.artist, row.name, count[same], row.url, row.image)
        for same, row in first.items()
    ]
    return sorted(rows, key=lambda row: (-row.plays, row.name, row.url))


def plays_of(tracks: Iterable[Mapping[str, Any]]) -> list[Play]:
    """Return the scrobbles in a list of recent tracks, without what plays now."""
    return [
        Play(
            at=int(track["date"]["uts"]),
            artist=_artist(track["artist"]),
            album=text(track.get("album", {}).get("#text", "")),
            track=text(track["name"]),
            url=text(track.get("url", "")),
            image=picture(track.get("image")),
        )
        for track in tracks
        if "date" in track
    ]


def picture(images: Sequence[Mapping[str, str]] | None) -> str | None:
    """Return the address of the largest picture, or None for none and for the placeholder."""
    urls = [image.get("#text", "") for image in images or ()]
    return next((url for url in reversed(urls) if url and NO_PICTURE not in url), None)


def page(kind: Kind, artist: str, name: str) -> str:
    """Return the address of an artist's, album's or track's page at Last.fm."""
    between = {"artist": "", "album": "/", "track": "/_/"}[kind]
    rest = "" if kind == "artist" else quote_plus(name)
    return _SITE + quote_plus(artist) + between + rest


def _artist(value: Mapping[str, str] | str) -> str:
    """Return an artist's name, which is under one key in lists and another in charts."""
    return value if isinstance(value, str) else text(value.get("#text") or value.get("name", ""))


def text(value: Any) -> str:
    """Return what should be a text. Raises TypeError when it is none."""
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
