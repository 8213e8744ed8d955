"""Sample cards for the documentation, drawn from made-up content: docs/pictures/cards.

They are also the tests' snapshots: a card that looks different differs from its file.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Callable
from typing import Final

from lastfm_gateway.faces.cards.draw import draw_card, draw_error
from lastfm_gateway.faces.cards.model import CardContent, CardStats, CardTrack, CardUser
from lastfm_gateway.faces.cards.options import card_options
from lastfm_gateway.faces.cards.parameters import THEMES, CardKind

_NOW: Final = 1_795_300_000
_SIDE: Final = 12

type _Colour = tuple[int, int, int]


def _picture(one: _Colour, other: _Colour) -> str:
    """Return a gradient from corner to corner as the data: URI of a PNG."""
    last = 2 * (_SIDE - 1)
    rows = b"".join(
        b"\0"
        + bytes(
            (a * (last - x - y) + b * (x + y)) // last
            for x in range(_SIDE)
            for a, b in zip(one, other, strict=True)
        )
        for y in range(_SIDE)
    )
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    # Level 0 stores the bytes: zlib's compression differs from version to version.
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    png = b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
    return f"data:image/png;base64,{b64encode(png).decode()}"


_TRACKS: Final = (
    CardTrack(
        "Harbour Lights",
        "The Paper Lanterns",
        "Low Tide",
        picture=_picture((255, 126, 95), (97, 48, 130)),
        is_loved=True,
        is_playing=True,
        plays=412,
    ),
    CardTrack(
        "Zwölf Uhr (Remastered 2011)",
        "Kölner Straße",
        "Nachtbus",
        picture=_picture((67, 206, 162), (24, 90, 157)),
        played_at=_NOW - 240,
        plays=287,
    ),
    CardTrack(
        "كل الطرق",
        "ليل",
        "المدينة",
        picture=_picture((247, 201, 72), (214, 64, 69)),
        is_loved=True,
        played_at=_NOW - 4000,
        plays=190,
    ),
    CardTrack(
        "An Instrumental Whose Name Is a Sentence That Does Not End",
        "Slow Post",
        "Letters to Nobody",
        played_at=_NOW - 90_000,
        plays=88,
    ),
)
_CONTENT: Final = CardContent(
    CardUser("ada", avatar=_picture((161, 140, 209), (251, 194, 235))),
    _TRACKS,
    CardStats(123_456, 4_321, 7_890, 34_567, 1_037_793_040, 41.3),
    _NOW,
)

_ALBUMS: Final = _CONTENT._replace(
    tracks=tuple(track._replace(title=track.album, album="") for track in _TRACKS)
)


def _card(kind: str, content: CardContent = _CONTENT, **query: str) -> Callable[[], str]:
    options = card_options(CardKind(kind), {name: [value] for name, value in query.items()})
    return lambda: f"{draw_card(options, content)}\n"


def _error() -> str:
    options = card_options(CardKind.RECENT, {})
    return f"{draw_error(options, 'User not found', 'Check the name at last.fm')}\n"


#: File names with what draws them.
SAMPLES: Final[dict[str, Callable[[], str]]] = {
    "recent.svg": _card("recent"),
    "recent-light.svg": _card("recent", theme="light"),
    "recent-wave.svg": _card("recent", stats="block", footer="wave", theme="tokyonight"),
    "recent-narrow.svg": _card("recent", width="280", loved="between-all", profile="footer-left"),
    "top.svg": _card("top", _ALBUMS, type="albums", theme="light"),
    "stats.svg": _card("stats", theme="nord"),
    "error.svg": _error,
    **{f"now-{theme}.svg": _card("now", theme=theme, album="1") for theme in THEMES},
}
