"""Parses Last.fm's responses, as mapped for the REST families (lists are lists). Pure."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lastfm_gateway.faces.spotify.ids import identity
from lastfm_gateway.lastfm.names import page_url
from lastfm_gateway.lastfm.pictures import SIZES, Pictures, is_image, picture_sizes

#: How many of an artist's tags become genres.
_GENRES: Final = 5


class Artist(NamedTuple):
    """An artist in a top list."""

    name: str
    url: str

    @property
    def id(self) -> str:
        """The id in Spotify's form."""
        return identity("artist", self.name)

    @property
    def names(self) -> dict[str, str]:
        """The parameters of a lookup at Last.fm."""
        return {"artist": self.name}


class Track(NamedTuple):
    """A track in a top list. 0 `seconds` means that its length is unknown."""

    name: str
    url: str
    artist: Artist
    seconds: int

    @property
    def id(self) -> str:
        """The id in Spotify's form."""
        return identity("track", self.artist.name, self.name)

    @property
    def names(self) -> dict[str, str]:
        """The parameters of a lookup at Last.fm."""
        return {"artist": self.artist.name, "track": self.name}


class Album(NamedTuple):
    """A track's album, and the track's length and position. Unknown fields are empty or 0.

    `images` are URLs with their pixels, largest first. `milliseconds` is the track's length.
    """

    name: str = ""
    artist: str = ""
    url: str = ""
    images: Pictures = ()
    position: int = 0
    milliseconds: int = 0

    @property
    def names(self) -> dict[str, str]:
        """The parameters of a lookup at Last.fm."""
        return {"artist": self.artist, "album": self.name}


class Block(NamedTuple):
    """Up to a thousand rows of a list; `total` counts the whole list's rows."""

    rows: list[Artist] | list[Track]
    total: int


def parse_block(response: Mapping[str, Any]) -> Block:
    """Parse a response of user.getTopArtists or user.getTopTracks.

    Raises LookupError or TypeError if it is malformed.
    """
    artists = "topartists" in response
    listed = response["topartists" if artists else "toptracks"]
    total = number(listed["@attr"]["total"])
    if artists:
        return Block([_artist(row) for row in listed["artist"]], total)
    return Block([_track(row) for row in listed["track"]], total)


def parse_album(response: Mapping[str, Any]) -> Album:
    """Parse a track's album from a response of track.getInfo."""
    track = response.get("track") or {}
    milliseconds = number(track.get("duration"))
    album = track.get("album")
    if not album:
        return Album(milliseconds=milliseconds)
    return Album(
        name=str(album.get("title") or ""),
        artist=str(album.get("artist") or ""),
        url=str(album.get("url") or ""),
        images=parse_images(album.get("image")),
        position=number(album.get("@attr", {}).get("position")),
        milliseconds=milliseconds,
    )


def count_tracks(response: Mapping[str, Any]) -> int:
    """Return the number of an album's tracks from a response of album.getInfo; 0 if unknown."""
    album = response.get("album") or {}
    return len((album.get("tracks") or {}).get("track", ()))


def parse_genres(response: Mapping[str, Any]) -> list[str]:
    """Return an artist's genres from a response of artist.getTopTags, most used first."""
    tags = (response.get("toptags") or {}).get("tag", ())
    return [str(tag["name"]).lower() for tag in tags[:_GENRES] if "name" in tag]


def parse_images(images: Any) -> Pictures:
    """Return the URLs and pixels of an image's sizes, at least two; () for the placeholder."""
    by_size = {image.get("size"): image.get("#text", "") for image in images or ()}
    sizes = tuple(
        (by_size[size], pixels) for size, pixels in SIZES.items() if is_image(by_size.get(size))
    )
    return sizes if len(sizes) != 1 else picture_sizes(sizes[0][0])


def number(value: Any) -> int:
    """Return a non-negative integer from a number or its digits; 0 for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else 0


def _artist(row: Mapping[str, Any]) -> Artist:
    name = str(row["name"])
    return Artist(name, row.get("url") or page_url("artist", name, name))


def _track(row: Mapping[str, Any]) -> Track:
    name, artist = str(row["name"]), _artist(row["artist"])
    url = row.get("url") or page_url("track", artist.name, name)
    return Track(name, url, artist, number(row.get("duration")))
