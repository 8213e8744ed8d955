"""Apple's iTunes Search API: builds queries and picks the matching result. Pure.

Documentation: https://performance-partners.apple.com/search-api
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from lastfm_gateway.lastfm.names import EntityKind, fold_name, identity

#: How many results a search returns. A common name has many recordings.
_RESULTS: Final = "25"
#: The store to search, Apple's default. Its links redirect visitors to their own store.
_STORE: Final = "US"
_ENTITIES: Final[Mapping[EntityKind, str]] = {
    "artist": "musicArtist",
    "album": "album",
    "track": "song",
}
#: The fields of a result that hold its name and its page's URL, by kind.
_FIELDS: Final[Mapping[EntityKind, tuple[str, str]]] = {
    "artist": ("artistName", "artistLinkUrl"),
    "album": ("collectionName", "collectionViewUrl"),
    "track": ("trackName", "trackViewUrl"),
}
#: Apple's titles name guests, Last.fm's seldom do: such titles match without them. Remasters and
#: live versions are other recordings and never match.
_GUESTS: Final = re.compile(r"\s+[(\[](?:feat\.|ft\.|featuring)\s[^)\]]+[)\]]$", re.IGNORECASE)


class Entity(NamedTuple):
    """An artist, album or track to search. For an artist, `name` equals `artist`."""

    kind: EntityKind
    artist: str
    name: str

    @property
    def id(self) -> int:
        """The numeric id in the listening face."""
        return identity(self.kind, *((self.artist,) if self.kind == "artist" else self[1:]))


class Links(NamedTuple):
    """An entity's links at Apple; all None if no result matches.

    Only tracks have a `preview`. Only albums have a `year` and `tracks`, the number of tracks.
    """

    page: str | None = None
    preview: str | None = None
    year: int | None = None
    tracks: int | None = None


def search_parameters(entity: Entity) -> dict[str, str]:
    """Return the query parameters of a search: term, country, media, entity and limit."""
    term = entity.artist if entity.kind == "artist" else f"{entity.artist} {entity.name}"
    return {
        "term": term,
        "country": _STORE,
        "media": "music",
        "entity": _ENTITIES[entity.kind],
        "limit": _RESULTS,
    }


def match_result(entity: Entity, results: Iterable[Mapping[str, Any]]) -> Links:
    """Return the links of the first result with the entity's names, or empty Links.

    An exact title wins over one that matches without its guests.
    """
    name_field, page_field = _FIELDS[entity.kind]
    artist, name = _folded(entity.artist), _folded(entity.name)
    without_guests: Links | None = None
    for result in results:
        title = str(result.get(name_field, ""))
        if not result.get(page_field) or _folded(result.get("artistName", "")) != artist:
            continue
        if _folded(title) == name:
            return _links(entity.kind, result)
        if entity.kind == "track" and _folded(_GUESTS.sub("", title)) == name:
            without_guests = without_guests or _links(entity.kind, result)
    return without_guests or Links()


def _links(kind: EntityKind, result: Mapping[str, Any]) -> Links:
    page = _https_url(result.get(_FIELDS[kind][1]))
    if kind == "track":
        return Links(page, preview=_https_url(result.get("previewUrl")))
    if kind == "artist":
        return Links(page)
    year = str(result.get("releaseDate", ""))[:4]
    tracks = result.get("trackCount")
    return Links(
        page,
        year=int(year) if year.isdecimal() else None,
        tracks=tracks if isinstance(tracks, int) else None,
    )


def _https_url(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith("https://") else None


def _folded(name: str) -> str:
    """Return a name folded for matching: no accents, typographic apostrophes or ampersands."""
    decomposed = unicodedata.normalize("NFKD", fold_name(name))
    bare = "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f")
    return " ".join(
        bare.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("&", " and ").split()
    )
