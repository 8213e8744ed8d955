"""Ids in the form of Spotify's, and never Spotify's own: 22 characters in base 62. Pure."""

import hashlib
import json
import re
import string
from typing import Final, Literal

from lastfm_gateway.faces.listening.ids import fold

type Kind = Literal["artist", "album", "track", "user"]

_DIGITS: Final = string.digits + string.ascii_lowercase + string.ascii_uppercase
_LENGTH: Final = 22  # as many as 128 bits take
_BYTES: Final = 16
_FORM: Final = re.compile(rf"[0-9A-Za-z]{{{_LENGTH}}}")


def identity(kind: Kind, *names: str) -> str:
    """Return the id of what is called so: a name, after an album's or track's artist's.

    Case does not matter, as it does not to Last.fm. The same on every deployment.
    """
    parts = json.dumps([kind, *(fold(name) for name in names)], separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(parts.encode()).digest()[:_BYTES])
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def is_id(text: str) -> bool:
    """Tell whether a text has the form of an id."""
    return _FORM.fullmatch(text) is not None
