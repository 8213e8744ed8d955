"""Names of artists, albums and tracks: case folding, stable ids, page URLs. Pure."""

import hashlib
import json
import unicodedata
from typing import Final, Literal
from urllib.parse import quote_plus

type EntityKind = Literal["artist", "album", "track"]

#: The largest integers that JavaScript represents exactly have so many bits.
_ID_BITS: Final = 53

_SITE: Final = "https://www.last.fm/music/"
_SEPARATORS: Final[dict[EntityKind, str]] = {"artist": "", "album": "/", "track": "/_/"}


def fold_name(name: str) -> str:
    """Return a name folded for comparison: normalized, case-folded, stripped.

    Last.fm ignores case in names.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).strip()


def hash_names(kind: str, *names: str) -> bytes:
    """Return the SHA-256 digest of a kind and its folded names.

    Ids are derived from it, and clients store ids: it must never change.
    """
    parts = json.dumps([kind, *(fold_name(name) for name in names)], separators=(",", ":"))
    return hashlib.sha256(parts.encode()).digest()


def identity(kind: EntityKind, *names: str) -> int:
    """Return the numeric id of an artist (its name), album or track (artist's name, own name).

    Ids are case-insensitive, as Last.fm's names are, below 2^53, and never 0.
    """
    return int.from_bytes(hash_names(kind, *names)[:8]) >> (64 - _ID_BITS) or 1


def page_url(kind: EntityKind, artist: str, name: str) -> str:
    """Return the URL of an artist's, album's or track's page at Last.fm.

    `name` is ignored for an artist.
    """
    rest = "" if kind == "artist" else quote_plus(name)
    return _SITE + quote_plus(artist) + _SEPARATORS[kind] + rest
