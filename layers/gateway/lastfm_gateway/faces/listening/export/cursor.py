"""Cursor: where a page of an export begins, and how far it reads. Pure.

It names times only. Whose scrobbles are exported, the key alone decides.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, NamedTuple

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.history.window import Window

_VERSION: Final = 1
_LAYOUT: Final = struct.Struct(">BIII")
_LENGTH: Final = len(urlsafe_b64encode(bytes(_LAYOUT.size)).rstrip(b"="))

#: The form of a cursor's text.
PATTERN: Final = f"^[A-Za-z0-9_-]{{{_LENGTH}}}$"


class Cursor(NamedTuple):
    """A page holds scrobbles from the unix time `start` until before `end`.

    `skip`: how many scrobbles of the second `start` earlier pages hold. Only a page full of
    scrobbles of one second ends within it.
    """

    start: int
    skip: int
    end: int

    @property
    def window(self) -> Window:
        """The range of time that the page reads."""
        return Window(self.start, self.end)

    def to_text(self) -> str:
        """Return the cursor as callers see it."""
        return urlsafe_b64encode(_LAYOUT.pack(_VERSION, *self)).rstrip(b"=").decode()


def parse_cursor(text: str, within: Window) -> Cursor:
    """Parse a cursor that matches PATTERN. Raises BadRequest if it is none of this range."""
    padding = "=" * (-len(text) % 4)
    version, *fields = _LAYOUT.unpack(urlsafe_b64decode(text + padding))
    cursor = Cursor(*fields)
    if version != _VERSION or not within.start <= cursor.start < cursor.end <= within.end:
        raise BadRequest(
            "Invalid parameters - cursor must come from a page with the same from and to"
        )
    return cursor
