"""What is read from Last.fm's answers, in the REST families' form (its lists are lists). Pure."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lastfm_gateway.faces.listening.rows import NO_PICTURE, page
from lastfm_gateway.faces.spotify.ids import identity

#: Last.fm's sizes of a picture, in pixels, the widest first.
_SIZES: Final = {"extralarge": 300, "large": 174, "medium": 64, "small": 34}

#: How many of an artist's tags are told as genres.
_GENRES: Final = 5


class Artist(NamedTuple):
    """An artist in a top list."""

    name: str
    url: str

    @property
    def id(self) -> str:
        """Its id."""
        return identity("artist", self.name)

    @property
    def names(self) -> dict[str, str]:
        """What Last.fm knows it by."""
        return {"artist": self.name}


class Track(NamedTuple):
    """A track in a top list; 0 seconds are unknown."""

    name: str
    url: str
    artist: Artist
    seconds: int

    @property
    def id(self) -> str:
        """Its id."""
        return identity("track", self.artist.name, self.name)

    @property
    def names(self) -> dict[str, str]:
        """What Last.fm knows it by."""
        return {"artist": self.artist.name, "track": self.name}


class Album(NamedTuple):
    """The album that a track is on, and what is known of both: neutral values without it."""

    name: str = ""
    artist: str = ""
    url: str = ""
    images: tuple[tuple[str, int], ...] = ()  # addresses and pixels, the widest first
    position: int = 0
    milliseconds: int = 0  # of the track

    @property
    def names(self) -> dict[str, str]:
        """What Last.fm knows it by."""
        return {"artist": self.artist, "album": self.name}


class Block(NamedTuple):
    """Up to a thousand rows of a list, and how many the whole list has."""

    rows: list[Artist] | list[Track]
    total: int


def block_in(answer: Mapping[str, Any]) -> Block:
    """Return the block in an answer to user.getTopArtists or user.getTopTracks.

    Raises LookupError or TypeError for what is none.
    """
    artists = "topartists" in answer
    listed = answer["topartists" if artists else "toptracks"]
    total = number(listed["@attr"]["total"])
    if artists:
        return Block([_artist(row) for row in listed["artist"]], total)
    return Block([_track(row) for row in listed["track"]], total)


def album_in(answer: Mapping[str, Any]) -> Album:
    """Return a track's album from an answer to track.getInfo."""
    track = answer.get("track") or {}
    milliseconds = number(track.get("duration"))
    album = track.get("album")
    if not album:
        return Album(milliseconds=milliseconds)
    return Album(
        name=str(album.get("title") or ""),
        artist=str(album.get("artist") or ""),
        url=str(album.get("url") or ""),
        images=images_in(album.get("image")),
        position=number(album.get("@attr", {}).get("position")),
        milliseconds=milliseconds,
    )


def tracks_on(answer: Mapping[str, Any]) -> int:
    """Return how many tracks an album has, from an answer to album.getInfo; 0 for unknown."""
    album = answer.get("album") or {}
    return len((album.get("tracks") or {}).get("track", ()))


def genres_in(answer: Mapping[str, Any]) -> list[str]:
    """Return an artist's genres from an answer to artist.getTopTags, the most given first."""
    tags = (answer.get("toptags") or {}).get("tag", ())
    return [str(tag["name"]).lower() for tag in tags[:_GENRES] if "name" in tag]


def images_in(images: Any) -> tuple[tuple[str, int], ...]:
    """Return addresses and pixels of a picture's sizes, without the placeholder."""
    by_size = {image.get("size"): image.get("#text", "") for image in images or ()}
    return tuple(
        (by_size[size], pixels)
        for size, pixels in _SIZES.items()
        if by_size.get(size) and NO_PICTURE not in by_size[size]
    )


def number(value: Any) -> int:
    """Return the whole number in a value, which may be text; 0 for none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else 0


def _artist(row: Mapping[str, Any]) -> Artist:
    name = str(row["name"])
    return Artist(name, row.get("url") or page("artist", name, name))


def _track(row: Mapping[str, Any]) -> Track:
    name, artist = str(row["name"]), _artist(row["artist"])
    url = row.get("url") or page("track", artist.name, name)
    return Track(name, url, artist, number(row.get("duration")))
