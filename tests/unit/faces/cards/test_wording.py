"""Times, numbers and titles as cards write them."""

import pytest

from lastfm_gateway.faces.cards.wording import (
    clock,
    elapsed,
    grouped,
    month,
    short_number,
    without_remaster,
)

#: 22 November 2026, 10:13:20 UTC.
NOW = 1_795_342_400


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (0, "just now"),
        (59, "just now"),
        (60, "1m ago"),
        (3599, "59m ago"),
        (3600, "1h ago"),
        (86399, "23h ago"),
        (86400, "1d ago"),
        (7 * 86400 - 1, "6d ago"),
        (7 * 86400, "15 Nov"),
        (400 * 86400, "18 Oct 2025"),
        (10**13, "1 Jan 1970"),
    ],
)
def test_times_are_relative_for_a_week(seconds: int, words: str) -> None:
    """Minutes, hours and days are rounded down; after a week it is a date."""
    assert elapsed(NOW - seconds, NOW) == words


def test_times_beyond_the_calendar_do_not_fail() -> None:
    """Rubbish from upstream is bounded to the years 1970 to 9999."""
    assert month(-(10**15)) == "Jan 1970"
    assert month(10**15) == "Dec 9999"


def test_the_age_of_stale_content_has_its_day_if_it_is_not_today() -> None:
    """A time alone is of today."""
    assert clock(NOW - 3600, NOW) == "09:13 UTC"
    assert clock(NOW - 86400, NOW) == "21 Nov, 10:13 UTC"


def test_numbers_have_commas() -> None:
    """Thousands are grouped."""
    assert [grouped(n) for n in (0, 999, 1234567)] == ["0", "999", "1,234,567"]


@pytest.mark.parametrize(
    ("number", "short"),
    [
        (999, "999"),
        (1000, "1k"),
        (1234, "1.2k"),
        (99_949, "99.9k"),
        (99_950, "100k"),
        (999_499, "999k"),
        (999_500, "1M"),
        (12_345_678, "12.3M"),
        (10**12, "1,000B"),
    ],
)
def test_short_numbers_have_three_digits(number: int, short: str) -> None:
    """Rounding never makes a thousand of a smaller unit."""
    assert short_number(number) == short


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Hyperballad - 2011 Remaster", "Hyperballad"),
        ("Hyperballad - Remastered", "Hyperballad"),
        ("Hyperballad - Remastered 2011", "Hyperballad"),
        ("Hyperballad (Remastered 2011)", "Hyperballad"),
        ("Hyperballad [2011 Digital Remaster]", "Hyperballad"),
        ("Hyperballad (2011 Remaster) (Live)", "Hyperballad (Live)"),
        ("Hyperballad - Live - 2011 Remaster", "Hyperballad - Live"),
        ("Hyperballad - Mono / 2011 Remaster", "Hyperballad"),
        ("Remastered", "Remastered"),
        ("(Remastered)", "(Remastered)"),
        ("Remaster of Puppets", "Remaster of Puppets"),
        ("Live at Leeds - Part 1", "Live at Leeds - Part 1"),
    ],
)
def test_notes_on_remastering_are_removed(title: str, kept: str) -> None:
    """Only notes on remastering go, and never the whole title."""
    assert without_remaster(title) == kept


def test_long_titles_take_no_time() -> None:
    """The pattern does not backtrack over a hostile title."""
    hostile = " - " + "a " * 100 + "(" * 100
    assert without_remaster(hostile) == hostile.strip()
