"""Rows of a top list: parsed from Last.fm's lists, or counted from scrobbles. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lastfm_gateway.history import counts
from lastfm_gateway.lastfm.names import EntityKind, identity, page_url
from lastfm_gateway.lastfm.pictures import is_image


@dataclass(frozen=True, slots=True)
class TopRow:
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


def rows_of_list(kind: EntityKind, listed: Iterable[Mapping[str, Any]]) -> list[TopRow]:
    """Return the rows of a list. Raises LookupError, TypeError or ValueError."""
    rows = []
    for item in listed:
        name = require_text(item["name"])
        artist = name if kind == "artist" else _artist(item["artist"])
        url = item.get("url") or page_url(kind, artist, name)
        image = largest_image(item.get("image"))
        rows.append(TopRow(kind, artist, name, int(item["playcount"]), url, image))
    return rows


def row_of_counts(row: counts.Row) -> TopRow:
    """Return a row that was counted from scrobbles."""
    url = page_url(row.kind, row.artist, row.name)
    return TopRow(row.kind, row.artist, row.name, row.plays, url, row.image or None)


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
