"""Text without a font engine: cleaning, widths, ellipsis, direction."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.faces.cards.characters import clean, isolated
from lastfm_gateway.faces.cards.measure import fit, text_width

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Ritchie Sacramento", 113.4),
        ("Björk", 29.6),
        ("さくら", 39.0),
        ("안녕하세요", 65.0),
        ("Привет", 46.8),
        ("مرحبا", 39.0),
        ("😀", 16.25),
        ("🇩🇪", 16.25),
        ("iiii", 11.5),
        ("ﾊﾝｶｸ", 26.0),
        ("👋🏽", 16.25),
        ("", 0.0),
    ],
)
def test_widths_are_estimated(text: str, width: float) -> None:
    """Widths at 13 pixels are those of Helvetica, and guesses by Unicode properties."""
    assert text_width(text, 13) == pytest.approx(width, abs=0.06)


def test_bold_text_is_wider() -> None:
    """Bold text is taken to be 6 % wider."""
    assert text_width("Mogwai", 10, bold=True) == pytest.approx(text_width("Mogwai", 10) * 1.06)


@pytest.mark.parametrize("mark", ["\u0301", "\u20dd", "\u200d", "\ufe0f", "\U0001f3fd"])
def test_attached_characters_take_no_room(mark: str) -> None:
    """Marks, joiners, selectors and skin tones have no width of their own."""
    assert text_width(mark, 13) == 0


def test_text_that_fits_is_left_alone() -> None:
    """Nothing is cut where there is room, the exact width included."""
    assert fit("Teardrop", 13, text_width("Teardrop", 13)) == "Teardrop"


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("Ritchie Sacramento", 60, "Ritchie…"),
        ("Ritchie Sacramento", 20, "…"),
        ("Ritchie Sacramento", 5, ""),
        ("éééé" * 9, 40, "ééé…"),
        ("日本語の長い題名", 45, "日本…"),
    ],
)
def test_long_text_gets_an_ellipsis(text: str, room: float, shown: str) -> None:
    """A text is cut to its room, without a blank before the ellipsis."""
    assert fit(text, 13, room) == shown


@pytest.mark.parametrize(
    "whole",
    [
        "x\u0301",  # no composed form
        "👩‍👩‍👧‍👦",
        "❤️",
        "👋🏽",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "🇩🇪",
        "नि",
        "1️⃣",
    ],
)
def test_what_is_one_character_to_a_reader_is_not_cut(whole: str) -> None:
    """A cut text ends with a whole cluster: letters with marks, emoji with parts, flags."""
    for room in range(16, 150):
        shown = fit(whole * 12, 13, room)
        kept = shown.removesuffix("…")
        assert kept == whole * (len(kept) // len(whole))


@given(ANY_TEXT, st.floats(0, 400), st.booleans())
def test_fitted_text_never_exceeds_its_room(text: str, room: float, bold: bool) -> None:  # noqa: FBT001
    """Whatever the text, the result is no wider than the room and begins as the text does."""
    shown = fit(clean(text), 13, room, bold=bold)
    assert text_width(shown, 13, bold=bold) <= room
    assert clean(text).startswith(shown.removesuffix("…"))


def test_names_are_cleaned() -> None:
    """Control characters, noncharacters and surrogates go; white space is one blank."""
    assert clean(" a\x00b\x0b\x1f\x7f\x9f\ufffe\uffff\ud800c \n\t\r\u2028\u2029 d ") == "abc d"


@pytest.mark.parametrize("mark", [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069"])
def test_names_cannot_turn_the_line(mark: str) -> None:
    """Explicit marks of direction are removed."""
    assert clean(f"a{mark}b") == "ab"


def test_names_are_composed() -> None:
    """Names are in NFC, so that a letter with its accent has one width."""
    assert clean("Bjo\u0308rk") == "Björk"


def test_towers_of_marks_are_cut_down() -> None:
    """At most four combining marks follow a letter, and emoji keep their joiners."""
    assert clean("q" + "\u0323" * 300 + "r") == "q" + "\u0323" * 4 + "r"
    assert clean("👩‍👩‍👧‍👦") == "👩‍👩‍👧‍👦"


@given(ANY_TEXT)
def test_clean_names_stay_as_they_are(text: str) -> None:
    """Cleaning twice is cleaning once, and leaves NFC on one line."""
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert len(once.splitlines()) <= 1


def test_names_in_a_line_are_isolated() -> None:
    """A name with anything that reads from right to left is isolated; others need nothing."""
    assert isolated("Björk · さくら") == "Björk · さくら"
    assert isolated("x مرحبا") == "\u2068x مرحبا\u2069"
    for name in ("שלום", "١٢٣"):
        assert isolated(name) == f"\u2068{name}\u2069"
