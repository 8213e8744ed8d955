"""Names, ids and image URLs as every face compares and links them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.lastfm.names import fold_name, identity, page_url
from lastfm_gateway.lastfm.pictures import PLACEHOLDER, is_image

ARTIST = 6_963_443_994_926_943
TRACK = 2_780_380_047_726_940
names = st.text(min_size=1, max_size=30)


def test_page_urls_are_encoded_as_lastfm_encodes_them() -> None:
    """Spaces and reserved characters in names are encoded as in Last.fm's own links."""
    assert page_url("artist", "AC/DC", "AC/DC") == "https://www.last.fm/music/AC%2FDC"
    assert page_url("album", "Air", "Moon Safari") == "https://www.last.fm/music/Air/Moon+Safari"
    assert page_url("track", "Air", "You & I") == "https://www.last.fm/music/Air/_/You+%26+I"


def test_folded_names_ignore_case_composition_and_outer_space() -> None:
    """A name folds alike in any case and in either Unicode normal form."""
    assert fold_name("Bj\u00f6rk") == fold_name(" BJO\u0308RK ") == "bj\u00f6rk"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, False),
        ("", False),
        (f"https://lastfm.freetls.fastly.net/i/u/300x300/{PLACEHOLDER}.png", False),
        ("https://lastfm.freetls.fastly.net/i/u/300x300/cover.png", True),
    ],
)
def test_the_placeholder_is_not_an_image(url: str | None, expected: bool) -> None:  # noqa: FBT001
    """An absent URL and the placeholder both mean that there is no image."""
    assert is_image(url) is expected


@given(names, names)
def test_an_id_is_a_number_that_javascript_keeps(artist: str, name: str) -> None:
    """Between 1 and 2^53, the same whatever the case, another for another kind."""
    number = identity("track", artist, name)
    assert 0 < number < 2**53
    assert number == identity("track", artist, name)
    assert number != identity("album", artist, name)


def test_ids_never_change() -> None:
    """Clients keep them: these are the ids of this and of every later version."""
    assert identity("artist", "Radiohead") == identity("artist", "RADIOHEAD") == ARTIST
    assert identity("track", "Nirvana", "Come as You Are") == TRACK
    assert identity("artist", "Bj\u00f6rk") == identity("artist", "Bjo\u0308rk")
    assert identity("track", "a", "b c") != identity("track", "a b", "c")
