"""What the catalogue is made of. Two things are the same only if they are the same object."""

from dataclasses import dataclass, field
from urllib.parse import quote_plus

from local.simulator import chance

_FIRST_WIKI, _WIKI_YEARS = 1_200_000_000, 300_000_000  # the texts are of 2008 to 2017


def slug(text: str) -> str:
    """Encode a name for a page's address as Last.fm does: `AC/DC` is `AC%2FDC`."""
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
        """The artist's page."""
        return f"https://www.last.fm/music/{slug(self.name)}"

    @property
    def described(self) -> int:
        """When somebody wrote about it (unix seconds)."""
        return _FIRST_WIKI + chance.number("wiki", self.name) % _WIKI_YEARS


@dataclass(eq=False, slots=True)
class Album:
    """An album with the hash of its picture."""

    artist: Artist
    name: str
    mbid: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""
    tracks: list["Track"] = field(default_factory=list, repr=False)

    @property
    def url(self) -> str:
        """The album's page."""
        return f"{self.artist.url}/{slug(self.name)}"


@dataclass(eq=False, slots=True)
class Track:
    """A track. `seconds` is 0 where the length isn't known; `base` is the plays of strangers."""

    artist: Artist
    name: str
    album: Album | None = None
    mbid: str = ""
    seconds: int = 0
    base: int = 0

    @property
    def url(self) -> str:
        """The track's page."""
        return f"{self.artist.url}/_/{slug(self.name)}"

    @property
    def tags(self) -> tuple[str, ...]:
        """A track is tagged as its artist is, or as its album, if that has none."""
        return self.album.tags if self.album else self.artist.tags
