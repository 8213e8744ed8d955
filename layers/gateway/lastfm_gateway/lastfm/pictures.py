"""Last.fm's image URLs, and the placeholder that stands for a missing image. Pure."""

from typing import Final

#: File name of the grey star that Last.fm serves for every missing image, in all sizes.
PLACEHOLDER: Final = "2a96cbd8b46e442fc41c2b86b821562f"


def is_image(url: str | None) -> bool:
    """Return whether a URL is set and is not the placeholder's."""
    return bool(url) and PLACEHOLDER not in (url or "")
