"""Characters of names: cleaning, Unicode normalization and base direction. Pure."""

import re
import unicodedata
from typing import Final

#: Characters that XML 1.0 forbids or discourages, and lone surrogates.
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

#: Explicit marks, embeddings, overrides and isolates. One of them turns the text beside a name.
_BIDI: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_BLANKS: Final = re.compile(r"[\s\x85\u2028\u2029]+")
_STRONG: Final = {"L": False, "R": True, "AL": True}


def without_forbidden(text: str) -> str:
    """Return a text without the characters that make an XML document unparsable."""
    return _FORBIDDEN.sub("", text)


def clean(text: str) -> str:
    """Return a name in NFC on one line, without characters that break XML or turn the line."""
    kept = _BIDI.sub("", without_forbidden(_BLANKS.sub(" ", text)))
    return unicodedata.normalize("NFC", kept).strip()


def is_right_to_left(text: str) -> bool:
    """Return whether the first strong character is right to left (Unicode Bidi, P2 and P3)."""
    classes = map(unicodedata.bidirectional, text)
    return next((_STRONG[each] for each in classes if each in _STRONG), False)
