"""Last.fm's pictures: sizes by URL, and placeholders."""

import pytest

from lastfm_gateway.lastfm.pictures import PLACEHOLDERS, STAR, is_image, picture_sizes

HOST = "https://lastfm.freetls.fastly.net/i/u"


@pytest.mark.parametrize("name", PLACEHOLDERS)
@pytest.mark.parametrize("form", ["300x300/{}.png", "64s/{}.jpg", "avatar170s/{}", "{}.gif"])
def test_placeholders_are_no_images_in_any_size(name: str, form: str) -> None:
    """Host, size and extension do not matter."""
    url = f"{HOST}/{form.format(name)}"
    assert not is_image(url)
    assert picture_sizes(url) == ()


@pytest.mark.parametrize("size", ["300x300", "174s", "34s", "770x0"])
def test_every_size_leads_to_all_sizes(size: str) -> None:
    """The largest is first, whichever size is known."""
    assert picture_sizes(f"{HOST}/{size}/0123.jpg") == (
        (f"{HOST}/300x300/0123.jpg", 300),
        (f"{HOST}/174s/0123.jpg", 174),
        (f"{HOST}/64s/0123.jpg", 64),
        (f"{HOST}/34s/0123.jpg", 34),
    )


def test_picture_of_another_host_is_listed_twice() -> None:
    """Its other sizes are unknown."""
    assert [url for url, _ in picture_sizes("https://example.com/a.png")] == [
        "https://example.com/a.png"
    ] * 2
    assert picture_sizes("") == ()


def test_star_has_all_sizes() -> None:
    """It is itself a placeholder, and so never taken for a picture."""
    assert [pixels for _, pixels in STAR] == [300, 174, 64, 34]
    assert not any(is_image(url) for url, _ in STAR)
