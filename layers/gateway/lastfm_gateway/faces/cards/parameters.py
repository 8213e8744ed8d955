"""Parameters of the cards: names, defaults, values, and the cards that take them. Pure.

Names, values and defaults of the widely used card project for Last.fm are kept, so that its users
change the host only.
"""

from enum import StrEnum
from typing import Any, Final, NamedTuple

from lastfm_gateway.faces.cards.values import (
    Choice,
    Colour,
    Flag,
    Number,
    ParameterKind,
    Words,
)


class CardKind(StrEnum):
    """The cards. Each is a route: /card/<kind>.svg."""

    RECENT = "recent"
    NOW = "now"
    TOP = "top"
    STATS = "stats"


_ALL: Final = tuple(CardKind)
_RECENT: Final = (CardKind.RECENT,)
_TOP: Final = (CardKind.TOP,)
_PLAYED: Final = (CardKind.RECENT, CardKind.NOW)
_ROWS: Final = (CardKind.RECENT, CardKind.TOP)
_FRAMED: Final = (CardKind.RECENT, CardKind.TOP, CardKind.STATS)
_MUSIC: Final = (CardKind.RECENT, CardKind.NOW, CardKind.TOP)

THEMES: Final = (
    "dark",
    "legacy",
    "light",
    "dracula",
    "tokyonight",
    "nord",
    "catppuccin",
    "transparent",
    "auto",
)

#: Periods of top lists, as Last.fm names them, and in words.
PERIODS: Final = {
    "7day": "last 7 days",
    "1month": "last 30 days",
    "3month": "last 90 days",
    "6month": "last 180 days",
    "12month": "last 365 days",
    "overall": "all time",
}


class CardParameter(NamedTuple):
    """One query parameter of cards. `default` is text as in a query; no colour is the theme's."""

    name: str
    kind: ParameterKind[Any]
    default: str
    description: str
    cards: tuple[CardKind, ...] = _ALL


PARAMETERS: Final = (
    CardParameter("count", Number(1, 10), "5", "Rows. A track that plays is one of them", _ROWS),
    CardParameter(
        "type",
        Choice(("tracks", "artists", "albums")),
        "tracks",
        "What the list ranks. Last.fm has pictures of albums only",
        _TOP,
    ),
    CardParameter("period", Choice(tuple(PERIODS)), "1month", "What the list covers", _TOP),
    CardParameter("theme", Choice(THEMES), "dark", "Palette. `auto` follows the reader's browser"),
    CardParameter("bg_color", Colour(), "", "Background"),
    CardParameter("text_color", Colour(), "", "Titles; lines and placeholders follow it"),
    CardParameter("artist_color", Colour(), "", "Artists"),
    CardParameter("meta_color", Colour(), "", "Times, labels and the footer"),
    CardParameter("accent_color", Colour(), "", "What plays now: bars and words"),
    CardParameter("loved_color", Colour(), "", "Hearts", _PLAYED),
    CardParameter("logo_color", Colour(), "d51007", "The words “last.fm”"),
    CardParameter("width", Number(260, 1000), "400", "Width in pixels"),
    CardParameter("radius", Number(0, 40), "10", "Rounding of the corners in pixels"),
    CardParameter("art", Flag(), "1", "Covers", _MUSIC),
    CardParameter("header", Flag(), "1", "The row with heading, profile and logo", _FRAMED),
    CardParameter("title", Words(60), "", "Heading instead of the card's own"),
    CardParameter(
        "logo", Flag(), "1", "The words “last.fm”, which are the attribution that Last.fm asks for"
    ),
    CardParameter(
        "profile",
        Choice(("header", "footer-left", "footer-right", "off")),
        "header",
        "Where name and picture of the user are",
        _FRAMED,
    ),
    CardParameter("username", Flag(), "1", "The user's name there"),
    CardParameter("avatar", Flag(), "1", "The user's picture there"),
    CardParameter("time", Flag(), "1", "When each track was played", _PLAYED),
    CardParameter(
        "stats",
        Choice(("off", "block", "block-center", "compact"), on="block"),
        "off",
        "Totals of scrobbles, artists and tracks above the rows",
        _ROWS,
    ),
    CardParameter(
        "footer",
        Choice(("off", "stats", "wave")),
        "off",
        "The part below the rows. Ignored when `profile` is there",
        _FRAMED,
    ),
    CardParameter(
        "loved",
        Choice(("off", "between", "between-all", "title", "time"), on="time"),
        "time",
        "Hearts: left of the title, there on all rows, right of the title, or before the time",
        _PLAYED,
    ),
    CardParameter("album", Flag(), "0", "The album's name beside the artist's", _MUSIC),
    CardParameter(
        "hide_remaster", Flag(), "0", "Titles without “- Remastered 2011” and the like", _MUSIC
    ),
    CardParameter("unique", Flag(), "0", "Each track once", _RECENT),
    CardParameter(
        "animate", Flag(), "1", "Moving bars and waves. Readers who asked for less motion see none"
    ),
    CardParameter("cache_seconds", Number(30, 3600), "60", "Seconds that the picture is kept"),
)
