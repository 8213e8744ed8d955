"""Estimated width of text without a font engine, and text cut to a width with an ellipsis. Pure.

Latin letters have the widths of Helvetica, whose metrics are public. Arial and Liberation Sans have
the same; the system fonts of Windows and macOS are up to 4 % narrower. Whatever is not in the table
is guessed from its Unicode properties, rather too wide than too narrow.
"""

import unicodedata
from functools import lru_cache
from itertools import takewhile
from typing import Final

ELLIPSIS: Final = "…"

#: Width in thousandths of the font size, with the characters that have it.
_CLASSES: Final = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "…—",
    1015: "@",
}
_WIDTHS: Final = {letter: width for width, letters in _CLASSES.items() for letter in letters}
_BOLD: Final = 1.06

_WIDE: Final = 1000
_EMOJI: Final = 1250
_HALF_FLAG: Final = 625
_NARROW: Final = 500
_OTHER: Final = 600

_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
_EMOJI_FROM: Final = 0x1F000
_TAGS: Final = range(0xE0000, 0xE0080)
_JOINER: Final = "\u200d"

#: A cut text takes this much of its room, since widths are estimates.
_CAUTION: Final = 0.97


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the estimated width of a text in NFC, in the unit of the font size."""
    return sum(map(_width, text)) * size / 1000 * (_BOLD if bold else 1)


def fit(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return a text in NFC that takes no more than the room, with an ellipsis if it was cut.

    A letter keeps its marks and an emoji its parts. Without room even for the ellipsis: "".
    """
    if text_width(text, size, bold=bold) <= room:
        return text
    left = room * _CAUTION - text_width(ELLIPSIS, size, bold=bold)
    if left < 0:
        return ""
    end = _characters_within(text, left / (size / 1000 * (_BOLD if bold else 1)))
    while end and not _may_cut(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _characters_within(text: str, width: float) -> int:
    """Return how many characters fit in a width, in thousandths of the font size."""
    taken = 0
    for index, character in enumerate(text):
        taken += _width(character)
        if taken > width:
            return index
    return len(text)


def _may_cut(text: str, at: int) -> bool:
    """Return whether a text may be cut before the character there."""
    following, previous = text[at], text[at - 1]
    if _JOINER in (previous, following) or _is_attached(following):
        return False
    if ord(following) in _FLAG_LETTERS:
        letters = takewhile(lambda each: ord(each) in _FLAG_LETTERS, reversed(text[:at]))
        return sum(1 for _ in letters) % 2 == 0
    return True


def _is_attached(character: str) -> bool:
    """Return whether a character belongs to the one before: marks, selectors, tones, tags."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or ord(character) in _SKIN_TONES
        or ord(character) in _TAGS
    )


@lru_cache(4096)
def _width(character: str) -> int:
    known = _WIDTHS.get(character)
    return _guess(character) if known is None else known


def _guess(character: str) -> int:
    point = ord(character)
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or point in _SKIN_TONES:
        return 0
    wideness = unicodedata.east_asian_width(character)
    if wideness in ("W", "F"):
        return _WIDE if point < _EMOJI_FROM else _EMOJI
    base = unicodedata.decomposition(character)
    if base and not base.startswith("<"):
        return _width(chr(int(base.split()[0], 16)))
    if point in _FLAG_LETTERS:
        return _HALF_FLAG
    return _NARROW if wideness == "H" else _OTHER
