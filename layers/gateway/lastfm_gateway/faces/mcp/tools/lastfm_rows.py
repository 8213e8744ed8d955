"""Reads the lists in Last.fm's answers. Pure.

Every function raises UpstreamFault (502) on a malformed response.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.names import EntityKind

type Row = dict[str, Any]


def number(value: Any) -> int | None:
    """Return a count, sent as text or number; None if there is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else None


def _share(value: Any) -> float:
    return round(float(value), 2)


#: Last.fm's names of a row's facts, and how each is read.
_FACTS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "plays": ("playcount", number),
    "listeners": ("listeners", number),
    "match": ("match", _share),
}


@malformed_is_upstream_fault()
def rows_of(
    kind: EntityKind, items: Iterable[Mapping[str, Any]], facts: Sequence[str], first: int = 1
) -> list[Row]:
    """Return ranked rows with some facts, `plays`, `listeners` or `match`, where they are known."""
    return [_row(kind, item, facts, rank) for rank, item in enumerate(items, first)]


@malformed_is_upstream_fault()
def root_of(response: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the only member of a response."""
    [root] = response.values()
    if not isinstance(root, dict):
        raise TypeError(type(root).__name__)
    return root


@malformed_is_upstream_fault()
def total_of(root: Mapping[str, Any]) -> int:
    """Return how many rows all pages hold together."""
    return int(root["@attr"]["total"])


@malformed_is_upstream_fault()
def names_of(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names of some items, such as tags."""
    return [require_text(item["name"]) for item in items]


def artist_of(item: Mapping[str, Any]) -> str:
    """Return the artist's name of an album or track. Raises LookupError or TypeError."""
    artist = item["artist"]
    if isinstance(artist, str):
        return artist
    return require_text(artist.get("#text") or artist.get("name", ""))


def require_text(value: Any) -> str:
    """Return a string unchanged. Raises TypeError for any other type."""
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _row(kind: EntityKind, item: Mapping[str, Any], facts: Sequence[str], rank: int) -> Row:
    row: Row = {"rank": rank}
    if kind != "artist":
        row["artist"] = artist_of(item)
    row["name"] = require_text(item["name"])
    for fact in facts:
        sent, read = _FACTS[fact]
        if sent in item and (value := read(item[sent])) is not None:
            row[fact] = value
    return row
