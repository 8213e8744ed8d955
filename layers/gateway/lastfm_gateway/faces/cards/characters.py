"""Characters of names: cleaning, Unicode normalization and direction. Pure."""

import re
import unicodedata
from itertools import groupby
from typing import Final

#: Characters that XML 1.0 forbids or discourages, and lone surrogates.
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

#: Explicit marks, embeddings, overrides and isolates. One of them turns the text beside a name.
_BIDI: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_BLANKS: Final = re.compile(r"\s+")
_MOST_MARKS: Final = 4
_TURNING: Final = ("R", "AL", "AN")


def without_forbidden(text: str) -> str:
    """Return a text without the characters that make an XML document unparsable."""
    return _FORBIDDEN.sub("", text)


def clean(text: str) -> str:
    """Return a name in NFC on one line, without characters that break XML or turn the line."""
    kept = _BLANKS.sub(" ", _BIDI.sub("", without_forbidden(text)))
    return unicodedata.normalize("NFC", _with_few_marks(kept)).strip()


def _with_few_marks(text: str) -> str:
    """Return a text with at most four combining marks in a row: towers of them hide other lines."""
    if text.isascii():
        return text
    runs = ((is_mark, list(run)) for is_mark, run in groupby(text, _is_mark))
    return "".join("".join(run[:_MOST_MARKS] if is_mark else run) for is_mark, run in runs)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def isolated(name: str) -> str:
    """Return a name in its own direction, which turns nothing beside it in a line.

    U+2068 and U+2069 around it do that: its first strong character decides (Unicode Bidi, P2, P3).
    A name without right-to-left characters does not need them.
    """
    turns = any(unicodedata.bidirectional(each) in _TURNING for each in name)
    return f"\u2068{name}\u2069" if turns else name
