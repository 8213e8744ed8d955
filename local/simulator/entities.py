"""Artists, albums and tracks of the catalogue, compared by identity."""

from dataclasses import dataclass, field
from urllib.parse import quote_plus

from local.simulator import chance

_FIRST_WIKI, _WIKI_YEARS = 1_200_000_000, 300_000_000  # from 2008 to 2017


def slug(text: str) -> str:
    """Encode a name for a page's URL as Last.fm does: `AC/DC` becomes `AC%2FDC`."""
    return quote_plus(text, safe=",:()")


@dataclass(eq=False, slots=True)
class Artist:
    """An artist. `mbid` may be empty; `tags` come heaviest first."""

    name: str
    mbid: str = ""
    tags: tuple[str, ...] = ()
    albums: list["Album"] = field(default_factory=list, repr=False)
    tracks: list["Track"] = field(default_factory=list, repr=False)

    @property
    def url(self) -> str:
        """The URL of the artist's page."""
        return f"https://www.last.fm/music/{slug(self.name)}"

    @property
    def described(self) -> int:
        """When its wiki text was published (unix seconds)."""
        return _FIRST_WIKI + chance.number("wiki", self.name) % _WIKI_YEARS


@dataclass(eq=False, slots=True)
class Album:
    """An album. `picture` is the hash in its image URLs."""

    artist: Artist
    name: str
    mbid: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""
    tracks: list["Track"] = field(default_factory=list, repr=False)

    @property
    def url(self) -> str:
        """The URL of the album's page."""
        return f"{self.artist.url}/{slug(self.name)}"


@dataclass(eq=False, slots=True)
class Track:
    """A track. `seconds` is 0 for an unknown length; `base` counts the plays of other listeners."""

    artist: Artist
    name: str
    album: Album | None = None
    mbid: str = ""
    seconds: int = 0
    base: int = 0

    @property
    def url(self) -> str:
        """The URL of the track's page."""
        return f"{self.artist.url}/_/{slug(self.name)}"

    @property
    def tags(self) -> tuple[str, ...]:
        """The album's tags, or the artist's for a track without an album."""
        return self.album.tags if self.album else self.artist.tags
