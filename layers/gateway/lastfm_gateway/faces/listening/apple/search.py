"""Apple's public search: what it is asked, and which of its results is what was meant. Pure.

It is described at https://performance-partners.apple.com/search-api.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from lastfm_gateway.faces.listening.ids import Kind, fold, identity

#: How many results are looked through: recordings of one name have many others beside them.
_RESULTS: Final = "25"
#: The store that is searched, Apple's own default: its links lead on to the visitor's.
_STORE: Final = "US"
_ENTITIES: Final[Mapping[Kind, str]] = {"artist": "musicArtist", "album": "album", "track": "song"}
#: Where a result has its name and its page, by kind.
_FIELDS: Final[Mapping[Kind, tuple[str, str]]] = {
    "artist": ("artistName", "artistLinkUrl"),
    "album": ("collectionName", "collectionViewUrl"),
    "track": ("trackName", "trackViewUrl"),
}
#: Guests stand in Apple's titles and seldom in Last.fm's: it is the same recording. Remasters,
#: live versions and the like are others.
_GUESTS: Final = re.compile(r"\s+[(\[](?:feat\.|ft\.|featuring)\s[^)\]]+[)\]]$", re.IGNORECASE)


class Subject(NamedTuple):
    """What is looked for. An artist's `name` is its own."""

    kind: Kind
    artist: str
    name: str

    @property
    def id(self) -> int:
        """The id that the listening face knows it by."""
        return identity(self.kind, *((self.artist,) if self.kind == "artist" else self[1:]))


class Links(NamedTuple):
    """What Apple has of a subject; all None where it has nothing of these very names.

    `preview` is a track's, `year` and `tracks` (their number) are an album's.
    """

    page: str | None = None
    preview: str | None = None
    year: int | None = None
    tracks: int | None = None


def question(subject: Subject) -> dict[str, str]:
    """Return the parameters of a search."""
    named = subject.artist if subject.kind == "artist" else f"{subject.artist} {subject.name}"
    entity = _ENTITIES[subject.kind]
    return {"term": named, "country": _STORE, "media": "music", "entity": entity, "limit": _RESULTS}


def found(subject: Subject, results: Iterable[Mapping[str, Any]]) -> Links:
    """Return the links of the result that has the subject's names, none where none has them."""
    named, page = _FIELDS[subject.kind]
    guests: Links | None = None
    for result in results:
        title = str(result.get(named, ""))
        if not result.get(page) or _plain(result.get("artistName", "")) != _plain(subject.artist):
            continue
        if _plain(title) == _plain(subject.name):
            return _links(subject.kind, result)
        if subject.kind == "track" and _plain(_GUESTS.sub("", title)) == _plain(subject.name):
            guests = guests or _links(subject.kind, result)
    return guests or Links()


def _links(kind: Kind, result: Mapping[str, Any]) -> Links:
    page = _address(result.get(_FIELDS[kind][1]))
    if kind == "track":
        return Links(page, preview=_address(result.get("previewUrl")))
    if kind == "artist":
        return Links(page)
    year = str(result.get("releaseDate", ""))[:4]
    tracks = result.get("trackCount")
    return Links(
        page,
        year=int(year) if year.isdecimal() else None,
        tracks=tracks if isinstance(tracks, int) else None,
    )


def _address(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith("https://") else None


def _plain(name: str) -> str:
    """Return a name as both sides may write it: without Latin accents, typography and &."""
    apart = unicodedata.normalize("NFKD", fold(name))
    bare = "".join(letter for letter in apart if not "\u0300" <= letter <= "\u036f")
    return " ".join(
        bare.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("&", " and ").split()
    )
