"""Ids in Spotify's form, 22 characters in base 62, but never Spotify's own ids. Pure."""

import re
import string
from typing import Final, Literal

from lastfm_gateway.lastfm.names import EntityKind, hash_names

#: The `type` of a Spotify object.
type ObjectType = EntityKind | Literal["user"]

_DIGITS: Final = string.digits + string.ascii_lowercase + string.ascii_uppercase
_LENGTH: Final = 22  # as many as 128 bits take
_BYTES: Final = 16
_FORM: Final = re.compile(rf"[0-9A-Za-z]{{{_LENGTH}}}")


def identity(kind: ObjectType, *names: str) -> str:
    """Return the id of an artist or user (its name), album or track (artist's name, own name).

    Ids are case-insensitive, as Last.fm's names are, and the same on every deployment.
    """
    number = int.from_bytes(hash_names(kind, *names)[:_BYTES])
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def is_id(text: str) -> bool:
    """Return whether a text has the form of an id."""
    return _FORM.fullmatch(text) is not None
