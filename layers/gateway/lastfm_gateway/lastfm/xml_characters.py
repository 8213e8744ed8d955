"""Replaces characters that XML forbids and Last.fm sends (XML 1.0, 2.2). Pure.

Names and descriptions are user input. They contain control characters and U+FFFE.
"""

import re
from typing import Final

_RAW: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REFERENCE: Final = re.compile(rb"&#(?:[0-9]{1,9}|x[0-9a-fA-F]{1,8});")
_REPLACEMENT: Final = b"?"


def without_forbidden(body: bytes) -> bytes:
    """Replace each character that XML forbids with a question mark, in UTF-8 XML."""
    return _REFERENCE.sub(_replace, _RAW.sub(_REPLACEMENT, body))


def _replace(reference: re.Match[bytes]) -> bytes:
    digits = reference[0][2:-1]
    point = int(digits[1:], 16) if digits[:1] == b"x" else int(digits)
    return reference[0] if _is_allowed(point) else _REPLACEMENT


def _is_allowed(point: int) -> bool:
    return (
        point in (0x9, 0xA, 0xD)
        or 0x20 <= point <= 0xD7FF  # noqa: PLR2004 (the production Char)
        or 0xE000 <= point <= 0xFFFD  # noqa: PLR2004
        or 0x10000 <= point <= 0x10FFFF  # noqa: PLR2004
    )
