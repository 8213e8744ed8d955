"""Reads the lists in Last.fm's answers. Pure.

Every function raises UpstreamFault (502) on a malformed response.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.parameters import MAX_TIMESTAMP

type LastfmRow = dict[str, Any]


def number(value: Any) -> int | None:
    """Return a count, sent as text or number; None if there is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else None


def moment(value: Any) -> int:
    """Return a unix time of 32 bits. Raises TypeError or ValueError for anything else."""
    at = int(value)
    if not 0 <= at <= MAX_TIMESTAMP:
        raise ValueError("no such time")
    return at


def _share(value: Any) -> float:
    share = float(value)
    if not math.isfinite(share):
        raise ValueError("no such share")
    return round(share, 2)


#: Last.fm's names of a row's facts, and how each is read.
_FACTS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "plays": ("playcount", number),
    "listeners": ("listeners", number),
    "match": ("match", _share),
}


@malformed_is_upstream_fault()
def rows_in(
    root: Mapping[str, Any],
    kind: EntityKind,
    facts: Sequence[str],
    most: int | None = None,
    first: int = 1,
) -> list[LastfmRow]:
    """Return a list's rows, at most `most`, ranked from `first` on.

    They have the given facts, `plays`, `listeners` or `match`, where those are known.
    """
    items = items_in(root, kind)[:most]
    return [_row(kind, item, facts, rank) for rank, item in enumerate(items, first)]


@malformed_is_upstream_fault()
def items_in(root: Mapping[str, Any], name: str) -> list[Any]:
    """Return the items of a list; none if it is missing."""
    items = root.get(name, [])
    if not isinstance(items, list):
        raise TypeError(type(items).__name__)
    return items


@malformed_is_upstream_fault()
def artist_of_list(root: Mapping[str, Any]) -> str | None:
    """Return the artist whose list it is, as Last.fm spells the name."""
    artist: str | None = root["@attr"].get("artist")
    return artist


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


def _row(kind: EntityKind, item: Mapping[str, Any], facts: Sequence[str], rank: int) -> LastfmRow:
    row: LastfmRow = {"rank": rank}
    if kind != "artist":
        row["artist"] = artist_of(item)
    row["name"] = require_text(item["name"])
    for fact in facts:
        sent, read = _FACTS[fact]
        if sent in item and (value := read(item[sent])) is not None:
            row[fact] = value
    return row
