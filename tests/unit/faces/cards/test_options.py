"""The parameters of cards: clamped, never refused."""

from typing import Any

import pytest
from hypothesis import given

from lastfm_gateway.faces.cards.options import CardOptions, card_options
from lastfm_gateway.faces.cards.parameters import PARAMETERS, CardKind
from tests.unit.faces.cards.samples import OPTIONS, options


@pytest.mark.parametrize(
    ("sent", "width"),
    [
        ("300", 300),
        (" 300 ", 300),
        ("300.9", 300),
        ("0", 260),
        ("-1e9", 260),
        ("1" + "0" * 400, 1000),
        ("1e400", 1000),
        ("inf", 1000),
        ("nan", 400),
        ("wide", 400),
        ("", 400),
        ("0x200", 400),
    ],
)
def test_numbers_are_clamped(sent: str, width: int) -> None:
    """A number out of range takes the nearest bound, and what is no number the default."""
    assert options(width=sent).width == width


@pytest.mark.parametrize("word", ["0", "false", "NO", " off "])
def test_flags_are_switched_off_by_four_words(word: str) -> None:
    """All words that the well-known card project takes work here, in any case."""
    assert not options(art=word).art


@pytest.mark.parametrize("word", ["1", "true", "YES", "on"])
def test_flags_are_switched_on_by_four_words(word: str) -> None:
    """A flag that is off by default is switched on by four words."""
    assert options(album=word).album


def test_an_unknown_word_is_the_default() -> None:
    """Bad values of flags, choices and colours fall back."""
    got = options(art="perhaps", theme="neon", stats="some", bg_color="red", loved="2")
    assert (got.art, got.theme, got.stats, got.bg_color, got.loved) == (
        True,
        "dark",
        "off",
        "",
        "time",
    )


def test_choices_take_switches() -> None:
    """`stats=1` is the block, and `loved=0` no hearts."""
    assert options(stats="1").stats == "block"
    assert options(loved="false").loved == "off"
    assert options(profile="0").profile == "off"


@pytest.mark.parametrize(
    ("sent", "colour"),
    [
        ("FFF", "ffffff"),
        ("abcd", "aabbccdd"),
        ("a1B2c3", "a1b2c3"),
        ("a1b2c3d4", "a1b2c3d4"),
        ("#fff", ""),
        ("fffff", ""),
        ("ffffff\n", "ffffff"),
        ("fff;}", ""),
        ("url(x)", ""),
        ("٣٣٣", ""),
    ],
)
def test_colours_are_hex_digits(sent: str, colour: str) -> None:
    """Only 3, 4, 6 or 8 ASCII hex digits are a colour."""
    assert options(bg_color=sent).bg_color == colour


def test_the_heading_is_cleaned_and_cut() -> None:
    """A caller's heading has no control characters, and 60 characters at most."""
    assert options(title=" My\x00 \n songs ").title == "My songs"
    assert options(title="x" * 99).title == "x" * 60


def test_the_last_value_counts() -> None:
    """Of a parameter that is given twice, the last one counts, as elsewhere in the gateway."""
    assert card_options(CardKind.RECENT, {"count": ["1", "3"], "width": []}).count == 3


def test_parameters_of_other_cards_are_ignored() -> None:
    """Options that a card does not have cannot split its cache entry."""
    plain = options("stats")
    assert options("stats", count=2, art=0, type="albums", loved="off", time=0) == plain
    assert options("recent", period="7day") == options("recent")


def test_hidden_parts_cost_nothing() -> None:
    """What another option hides is not read: no picture for a header that is off."""
    assert not options(header=0).needs_avatar
    assert options(header=0, profile="footer-left").needs_avatar
    assert not options(avatar=0).needs_avatar
    assert not options(profile="off").needs_avatar
    assert options("now", header=0).needs_avatar
    assert not options(footer="stats", profile="footer-left").needs_stats
    assert options(footer="stats").needs_stats
    assert options("stats").needs_stats
    assert not options().needs_stats
    assert not options("stats").needs_art
    assert not options("top").needs_loved


def test_a_now_card_has_one_row() -> None:
    """Serving reads one track for it."""
    assert options("now", count=7).count == 1


def test_the_canonical_line_separates_different_cards() -> None:
    """Each parameter that changes a picture changes its key."""
    seen = {options().canonical()}
    changes: dict[str, Any] = {
        "count": 3,
        "theme": "light",
        "bg_color": "fff",
        "text_color": "fff",
        "artist_color": "fff",
        "meta_color": "fff",
        "accent_color": "fff",
        "loved_color": "fff",
        "logo_color": "fff",
        "width": 300,
        "radius": 0,
        "art": 0,
        "header": 0,
        "title": "x",
        "logo": 0,
        "profile": "off",
        "username": 0,
        "avatar": 0,
        "time": 0,
        "stats": 1,
        "footer": "wave",
        "loved": "off",
        "album": 1,
        "hide_remaster": 1,
        "unique": 1,
        "animate": 0,
    }
    seen |= {options(**{name: value}).canonical() for name, value in changes.items()}
    assert len(seen) == len(changes) + 1
    not_in_recent = {"type", "period", "cache_seconds"}
    assert changes.keys() | not_in_recent == {each.name for each in PARAMETERS}


def test_spellings_share_a_canonical_line() -> None:
    """The same card asked for in other words is the same card, however long it is kept."""
    one = options(bg_color="FFF", art="yes", width="9999", cache_seconds=30)
    other = options(bg_color="ffffff", width="1000", cache_seconds=3600)
    assert one.canonical() == other.canonical()


@given(OPTIONS)
def test_any_query_gives_options_within_bounds(got: CardOptions) -> None:
    """Whatever is sent, the options are within their bounds, and their line is printable ASCII."""
    assert 1 <= got.count <= 10
    assert 260 <= got.width <= 1000
    assert 0 <= got.radius <= 40
    assert 30 <= got.cache_seconds <= 3600
    assert len(got.title) <= 60
    assert got.canonical().isascii()
    assert got.canonical().isprintable()
    assert hash(got) == hash(got)
