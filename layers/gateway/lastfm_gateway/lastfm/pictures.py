"""Last.fm's image URLs, their sizes, and the placeholders that stand for missing images. Pure."""

import re
from typing import Final

#: File name of the grey star that Last.fm's API sends for every missing image, in all sizes.
PLACEHOLDER: Final = "2a96cbd8b46e442fc41c2b86b821562f"

#: File names of all pictures that mean "no picture", on whatever host and in whatever size.
PLACEHOLDERS: Final = (
    PLACEHOLDER,
    "4128a6eb29f94943c9d206c08e625904",  # the website's, for a track
    "c6f59c1e5e7240a4c0d427abd71f3dbb",  # the website's, for an album
    "818148bf682d429dc215c1705eb27b98",  # a user without a picture
)

#: The sizes in Last.fm's answers with their pixels, largest first.
SIZES: Final = {"extralarge": 300, "large": 174, "medium": 64, "small": 34}

#: The sizes of every picture as they are in its URL, with their pixels, largest first.
_FOLDERS: Final = {"300x300": 300, "174s": 174, "64s": 64, "34s": 34}
_URL: Final = r"(https?://[^/]+/i/u/)[^/]+(/[^/]+)"
_LARGEST: Final = 300

#: URLs of one picture with their pixels, largest first.
type Pictures = tuple[tuple[str, int], ...]


def is_image(url: str | None) -> bool:
    """Return whether a URL is set and is not a placeholder's."""
    return bool(url) and not any(name in (url or "") for name in PLACEHOLDERS)


def picture_sizes(url: str) -> Pictures:
    """Return the URLs of all sizes of a picture, from the URL of one; () for no picture.

    A picture of another host has one size, which is listed twice: clients read the second entry.
    """
    if not is_image(url):
        return ()
    found = re.fullmatch(_URL, url)
    if found is None:
        return ((url, _LARGEST), (url, _LARGEST))
    return tuple((found[1] + size + found[2], pixels) for size, pixels in _FOLDERS.items())


#: The star in all sizes, for clients that crash without a picture.
STAR: Final[Pictures] = tuple(
    (f"https://lastfm.freetls.fastly.net/i/u/{size}/{PLACEHOLDER}.png", pixels)
    for size, pixels in _FOLDERS.items()
)
