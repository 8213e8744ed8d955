"""Names and image URLs as every face compares and links them."""

import pytest

from lastfm_gateway.lastfm.names import fold_name, page_url
from lastfm_gateway.lastfm.pictures import PLACEHOLDER, is_image


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
