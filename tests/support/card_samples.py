"""Cards of made-up people, plain and hostile, and the sheets of pictures that show them."""

import struct
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from lastfm_gateway.faces.cards.draw import draw_card, draw_error
from lastfm_gateway.faces.cards.model import CardContent, CardStats, CardTrack, CardUser
from lastfm_gateway.faces.cards.options import CardOptions, card_options
from lastfm_gateway.faces.cards.parameters import CardKind

THEMES: Final = ("dark", "light")
WIDTHS: Final = (260, 400, 1000)

_NOW: Final = 1_795_000_000
_LONG: Final = "A title that never ends " * 21
_SCRIPT: Final = "<script>alert('1')</script>\"><svg onload=alert(2)>&amp;]]>\x00\x0b"


def picture(red: int, green: int, blue: int) -> str:
    """Return a small square of one colour as a data: URI."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes((red, green, blue)) * 8) * 8
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)
    return f"data:image/png;base64,{b64encode(png).decode()}"


PLAIN: Final = CardContent(
    CardUser("morning-listener", avatar=picture(90, 140, 160)),
    (
        CardTrack("Umbrella Songs", "Quarter Past Rain", "Drizzle", is_playing=True, plays=412),
        CardTrack(
            *("Tidewater", "Glass Harbour", "Harbour Lights"),
            picture=picture(190, 90, 60),
            is_loved=True,
            played_at=_NOW - 260,
            plays=398,
        ),
        CardTrack("遠い海", "夜明けの灯", "朝の歌", "", "", played_at=_NOW - 7300, plays=77),
        CardTrack(
            *("Long Wave", "Velvet Antenna", "Static"),
            picture=picture(70, 70, 120),
            played_at=_NOW - 200_000,
            plays=9,
        ),
    ),
    CardStats(71_204, 1_311, 2_040, 9_876, 1_400_000_000, 15.6),
    _NOW,
)
#: A script, right to left, emoji, 500 characters: in names of users, tracks, artists and albums.
HOSTILE: Final = CardContent(
    CardUser(_SCRIPT),
    (
        CardTrack(_SCRIPT, _SCRIPT, _SCRIPT, "javascript:alert(3)", "data:text/html,x", plays=1),
        CardTrack(
            "\u202eأغنية طويلة عن البحر والمطر", "فرقة الصباح", is_loved=True, played_at=_NOW - 5
        ),
        CardTrack("🎧🌧️👩‍🎤🏳️‍🌈 " * 9, "😀🇩🇪", is_loved=True, played_at=_NOW - 90_000, plays=5),
        CardTrack(_LONG, _LONG, _LONG, is_playing=True, played_at=_NOW, plays=10**9),
    ),
    CardStats(10**8, 10**8, 10**8, 10**8, 1, 10.0**6),
    _NOW,
    as_of=_NOW - 40_000,
)
_CONTENTS: Final = {"plain": PLAIN, "hostile": HOSTILE}
#: Options that show the most of each card.
_QUERIES: Final[Mapping[CardKind, Mapping[str, list[str]]]] = {
    CardKind.RECENT: {"album": ["1"], "stats": ["block"], "footer": ["wave"]},
    CardKind.NOW: {"album": ["1"], "footer": ["stats"]},
    CardKind.TOP: {"type": ["tracks"], "profile": ["footer-right"]},
    CardKind.STATS: {},
}


def sheets() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield the name of each sheet, and its cards: in each width and theme."""
    for kind, query in _QUERIES.items():
        for name, content in _CONTENTS.items():
            hostile_title = {"title": [_SCRIPT]} if name == "hostile" else {}
            yield f"{kind}-{name}", _cards(kind, {**query, **hostile_title}, _drawing(content))
    for name, title, hint in (
        ("plain", "Last.fm is busy", "Try again in a minute"),
        ("hostile", _SCRIPT, _LONG),
    ):
        yield f"error-{name}", _cards(CardKind.RECENT, {}, _refusal(title, hint))


def _drawing(content: CardContent) -> Callable[[CardOptions], str]:
    return lambda options: draw_card(options, content)


def _refusal(title: str, hint: str) -> Callable[[CardOptions], str]:
    return lambda options: draw_error(options, title, hint)


def _cards(
    kind: CardKind, query: Mapping[str, list[str]], draw: Callable[[CardOptions], str]
) -> list[dict[str, Any]]:
    """Return a card in each theme and width, without motion."""
    cards = []
    for theme in THEMES:
        for width in WIDTHS:
            look = {"theme": [theme], "width": [str(width)], "animate": ["0"]}
            options = card_options(kind, {**query, **look})
            cards.append({"name": f"{theme}, {width} px", "svg": draw(options)})
    return cards
