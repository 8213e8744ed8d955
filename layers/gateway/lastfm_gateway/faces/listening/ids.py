"""Numeric ids of artists, albums and tracks: below 2^53, the same on every deployment. Pure."""

from typing import Final

from lastfm_gateway.lastfm.names import EntityKind, hash_names

#: The largest integers that JavaScript represents exactly have so many bits.
_BITS: Final = 53


def identity(kind: EntityKind, *names: str) -> int:
    """Return the id of an artist (its name) or of an album or track (artist's name, own name).

    Ids are case-insensitive, as Last.fm's names are, and never 0.
    """
    number = int.from_bytes(hash_names(kind, *names)[:8]) >> (64 - _BITS)
    return number or 1
