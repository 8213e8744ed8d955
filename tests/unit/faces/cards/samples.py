"""Content of cards for tests: plain, hostile, and as hypothesis makes it."""

from typing import Final

from hypothesis import strategies as st

from lastfm_gateway.faces.cards.model import CardContent, CardStats, CardTrack, CardUser
from lastfm_gateway.faces.cards.options import CardOptions, card_options
from lastfm_gateway.faces.cards.parameters import PARAMETERS, CardKind

NOW: Final = 1_795_300_000
PIXEL: Final = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="
STATS: Final = CardStats(123456, 4321, 7890, 34567, 1_037_793_040, 41.27)
PAGE: Final = "https://www.last.fm/music/Mogwai/_/Ritchie+Sacramento"
TRACKS: Final = (
    CardTrack(
        "Ritchie Sacramento",
        "Mogwai",
        "As the Love Continues",
        PAGE,
        PIXEL,
        is_loved=True,
        is_playing=True,
    ),
    CardTrack("Hyperballad - 2011 Remaster", "Björk", "Post", played_at=NOW - 200),
    CardTrack("Teardrop", "Massive Attack", "Mezzanine", is_loved=True, played_at=NOW - 4000),
)
CONTENT: Final = CardContent(CardUser("rj", avatar=PIXEL), TRACKS, STATS, NOW)

#: Names that broke other people's cards, or could.
HOSTILE: Final = (
    "<script>alert(1)</script>",
    "\"'&<b>]]>&amp;&#0;",
    "a\x00b\x0bc\x1b\x7f\x85\ufffe\uffff\ud800",
    "\u202eevil\u202c\u2067x\u200f",
    "أغنية عربية طويلة جدا بدون نهاية",
    "さくら「独唱」",
    "😀👩‍👩‍👧‍👦🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿👋🏽",
    "a" + "\u0301" * 300,
    "W" * 500,
    "\n\t\r\u2028 ",
    "",
)

_NAMES: Final = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=()), max_size=80),
)
_URLS: Final = st.sampled_from(
    ("", PAGE, "javascript:alert(1)", 'https://www.last.fm/"onload="x', "https://evil.example/")
)
_PICTURES: Final = st.sampled_from(
    ("", PIXEL, "data:image/svg+xml;base64,AAAA", "https://evil.example/x.png", 'data:image/png"')
)
_TIMES: Final = st.one_of(st.none(), st.integers(-(10**13), 10**13))
_NUMBERS: Final = st.one_of(st.none(), st.integers(0, 10**13))

CONTENTS: Final = st.builds(
    CardContent,
    st.builds(CardUser, _NAMES, _URLS, _PICTURES),
    st.lists(
        st.builds(
            CardTrack,
            title=_NAMES,
            artist=_NAMES,
            album=_NAMES,
            url=_URLS,
            picture=_PICTURES,
            is_loved=st.booleans(),
            is_playing=st.booleans(),
            played_at=_TIMES,
            plays=_NUMBERS,
        ),
        max_size=4,
    ).map(tuple),
    st.builds(CardStats, *[_NUMBERS] * 4, _TIMES, st.none() | st.floats(0, 10**6)),
    st.integers(0, 10**11),
    _TIMES,
)

_KNOWN: Final = ("1", "0", "fff", "7a1f5c", "ffd70040", "260", "1000", "nan", "1e400", "-5", "\x00")


def _values(described: str) -> st.SearchStrategy[list[str]]:
    """Return values of a parameter: its own words, other parameters' values, and anything."""
    words = tuple(word.strip("`") for word in described.split(", ")) + _KNOWN
    anything = st.text(st.characters(exclude_categories=()), max_size=8)
    return st.lists(st.sampled_from(words) | anything, max_size=2)


QUERIES: Final = st.fixed_dictionaries(
    {},
    optional={each.name: _values(each.kind.describe()) for each in PARAMETERS},
)
OPTIONS: Final = st.builds(card_options, st.sampled_from(CardKind), QUERIES)


def options(kind: str = "recent", **query: object) -> CardOptions:
    """Return the options of a card from its query parameters."""
    return card_options(CardKind(kind), {name: [str(value)] for name, value in query.items()})


def named(name: str) -> CardContent:
    """Return content in which everything has one name."""
    track = CardTrack(name, name, name, is_loved=True, played_at=NOW, plays=5)
    return CardContent(CardUser(name), (track,), STATS, NOW)
