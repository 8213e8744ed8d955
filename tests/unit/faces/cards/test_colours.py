"""Colours: contrast of all themes, and of inks on a caller's background."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.faces.cards.colours import contrast
from lastfm_gateway.faces.cards.parameters import THEMES
from lastfm_gateway.faces.cards.themes import PALETTES, Ink, inks_of
from tests.unit.faces.cards.samples import options

#: White, and GitHub's dark page: a transparent card may be on either.
PAGES = ("ffffff", "0d1117")
SOLID = [name for name in PALETTES if name != "transparent"]


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself 1, and the order does not matter."""
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("ffffff", "777777") == pytest.approx(4.48, abs=0.01)
    assert contrast("d51007", "d51007") == 1


def test_every_theme_has_a_palette() -> None:
    """`auto` is two of the others."""
    assert {*PALETTES} | {"auto"} == {*THEMES}


@pytest.mark.parametrize("theme", SOLID)
def test_themes_can_be_read(theme: str) -> None:
    """All text of our palettes has 4.5:1, hearts and logo 3:1."""
    background, *text, loved, logo = inks_of(options(theme=theme), "k")
    assert min(contrast(ink.colour, background.colour) for ink in text) >= 4.5
    assert min(contrast(ink.colour, background.colour) for ink in (loved, logo)) >= 3


@pytest.mark.parametrize("theme", SOLID)
def test_what_plays_can_be_read_on_its_tint(theme: str) -> None:
    """The row of what plays has a tenth of the accent in its background."""
    background, title, artist, _, accent, loved, _ = inks_of(options(theme=theme), "k")
    tint = _mixed(accent.colour, background.colour, 0.1)
    assert contrast(title.colour, tint) >= 4.5
    assert min(contrast(ink.colour, tint) for ink in (artist, accent, loved)) >= 3


@pytest.mark.parametrize("page", PAGES)
def test_the_transparent_theme_can_be_read_on_both_pages(page: str) -> None:
    """No colour has 4.5:1 on both; its title has 4.3:1, everything else 3:1."""
    background, title, *inks = inks_of(options(theme="transparent"), "k")
    assert background.colour == ""
    assert contrast(title.colour, page) >= 4.3
    assert min(contrast(ink.colour, page) for ink in inks) >= 3


@given(st.sampled_from(THEMES), st.from_regex(r"[0-9a-f]{6}", fullmatch=True))
def test_any_background_can_be_written_on(theme: str, colour: str) -> None:
    """Whatever background a caller gives, titles have 4.5:1 and the rest 3:1."""
    background, title, *inks = inks_of(options(theme=theme, bg_color=colour), "k")
    assert background.colour == colour
    assert contrast(title.colour, colour) >= 4.5
    assert min(contrast(ink.colour, colour) for ink in inks) >= 3


def test_a_theme_keeps_its_inks_on_a_background_that_suits_it() -> None:
    """Catppuccin on its darker shade is still Catppuccin."""
    inks = inks_of(options(theme="catppuccin", bg_color="181825"), "k")
    assert inks.artist.colour == PALETTES["catppuccin"].artist


def test_a_light_background_turns_a_dark_theme() -> None:
    """White gets the inks of the light palette, not pale ones."""
    assert inks_of(options(bg_color="fff"), "k").title.colour == PALETTES["light"].title


def test_a_faint_background_takes_inks_for_any_page() -> None:
    """What is seen behind a mostly transparent card is unknown."""
    inks = inks_of(options(bg_color="ffd70040"), "k")
    assert inks.title.colour == PALETTES["transparent"].title


def test_a_callers_inks_are_used_as_they_are() -> None:
    """Each colour parameter sets its own ink, readable or not."""
    sent = {
        "bg_color": "010203",
        "text_color": "010204",
        "artist_color": "010205",
        "meta_color": "010206",
        "accent_color": "010207",
        "loved_color": "010208",
        "logo_color": "010209",
    }
    inks = inks_of(options(**sent), "k")
    assert [ink.colour for ink in inks] == [*sent.values()]


def test_auto_has_both_palettes() -> None:
    """`auto` is light, and dark where the reader's browser is; a given colour is in both."""
    inks = inks_of(options(theme="auto", text_color="abcdef"), "k")
    assert inks.artist == Ink("k-artist", PALETTES["light"].artist, PALETTES["dark"].artist)
    assert inks.title == Ink("k-title", "abcdef")


def test_auto_on_a_given_background_has_one() -> None:
    """A background that does not change needs inks that do not change."""
    assert not any(ink.dark for ink in inks_of(options(theme="auto", bg_color="222"), "k"))


def _mixed(over: str, under: str, opacity: float) -> str:
    pairs = zip(bytes.fromhex(over), bytes.fromhex(under), strict=True)
    return bytes(round(a * opacity + b * (1 - opacity)) for a, b in pairs).hex()
