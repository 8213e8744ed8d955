"""Colours: strict hex, relative luminance and contrast (WCAG 2.2, 1.4.3). Pure."""

import re
from typing import Final

_HEX: Final = re.compile(r"[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8}")
_SHORT: Final = 4

#: sRGB's linear part ends here.
_LINEAR: Final = 0.04045


def parse_colour(text: str) -> str:
    """Return a colour of 3, 4, 6 or 8 hex digits as 6 or 8 lower-case ones, "" for anything else.

    A "#" is refused: unescaped in a URL it would cut off everything after it.
    """
    digits = text.lower()
    if _HEX.fullmatch(digits) is None:
        return ""
    return "".join(digit * 2 for digit in digits) if len(digits) <= _SHORT else digits


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours of 6 digits, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= _LINEAR else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)
