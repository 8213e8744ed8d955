"""Bounds and cleans strangers' text: names, biographies, descriptions. Pure.

Anyone can write a track's name or an artist's biography. A model reads them, so they hold no HTML,
no line breaks and no invisible characters, and end after a number of characters.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

#: The most characters of a name, of a biography or description, and of a URL, which is never cut.
MAX_NAME: Final = 200
MAX_ABOUT: Final = 600
MAX_URL: Final = 1000

_MOST: Final[Mapping[str, int]] = {"about": MAX_ABOUT, "note": MAX_ABOUT}

#: Joiners, which emoji and some scripts need. Other format characters are invisible, or reorder
#: the text around them.
_JOINERS: Final = "\u200c\u200d"

#: Letters and symbols that show nothing, and marks that choose a glyph's variant: a row of them can
#: spell a hidden message. Two more marks choose how emoji look; those and joiners are kept, but no
#: longer row of them than emoji have.
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SELECTORS: Final = frozenset(
    map(chr, (0x34F, 0x17B4, 0x17B5, 0x180F, *range(0x180B, 0x180E), *range(0xFE00, 0xFE0E)))
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))
_ROW: Final = re.compile("[\u200c\u200d\ufe0e\ufe0f]{3,}")

_INVISIBLE: Final = frozenset({"Cf", "Cs", "Co", "Cn"})
_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})

_READ_MORE: Final = re.compile(r"<a [^<>]*>\s*Read more[^<>]*</a>\s*\.?", re.IGNORECASE)
_TAG: Final = re.compile(r"<[a-zA-Z/!][^<>]*(?:>|$)")


def plain(text: str, most: int = MAX_NAME) -> str:
    """Return a text in one line of visible characters, cut to `most` of them."""
    words = " ".join(_ROW.sub("", "".join(map(_visible, text))).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def without_html(text: str) -> str:
    """Return a biography or description without tags and without its "Read more" link."""
    stripped = _TAG.sub(" ", _READ_MORE.sub(" ", text))
    # An escaped tag is a tag after its escapes are resolved.
    shown = " ".join(_TAG.sub(" ", html.unescape(stripped)).split())
    return re.sub(r" ([.,;:!?])", r"\1", shown)


def bounded(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer with all its texts plain, without nulls and without URLs that are too long.

    Applies to nested objects and lists too.
    """
    cleaned = {name: _bounded(name, value) for name, value in content.items()}
    return {name: value for name, value in cleaned.items() if value is not None}


def _bounded(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if name == "url":
            return value if len(value) <= MAX_URL else None
        return plain(value, _MOST.get(name, MAX_NAME))
    if isinstance(value, Mapping):
        return bounded(value)
    if isinstance(value, list):
        return [_bounded(name, item) for item in value]
    return value


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _BREAKS or character in _FILLERS:
        return " "
    is_hidden = category in _INVISIBLE and character not in _JOINERS
    return "" if is_hidden or character in _SELECTORS else character
