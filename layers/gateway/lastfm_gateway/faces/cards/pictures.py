"""Which pictures a card may hold: their addresses, and the bytes that count as a picture. Pure."""

import re
from base64 import b64encode
from typing import Final

#: Last.fm's hosts at its content delivery network. The domain itself is shared with others.
_HOST: Final = r"lastfm[a-z0-9-]*\.freetls\.fastly\.net|lastfm-img2\.akamaized\.net"
_ADDRESS: Final = (
    rf"https://(?P<host>{_HOST})/i/u/[A-Za-z0-9_]+"
    r"(?P<file>/[0-9a-f]{32}(\.(png|jpg|jpeg|gif|webp))?)"
)

#: Sizes as they are in addresses: of rows and avatars, and of the card of what plays now.
SMALL: Final = "64s"
LARGE: Final = "174s"

#: The largest picture that is shown, in bytes. In the sizes above, most have 2,000 to 8,000.
MAX_BYTES: Final = 90_000

#: The most bytes of all pictures of a card. As data: URIs they take a third more.
MAX_OF_CARD: Final = 170_000

_SIGNATURES: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def picture_address(url: str, size: str) -> str | None:
    """Return the address of a picture of Last.fm in a size. None for an address of others."""
    found = re.fullmatch(_ADDRESS, url)
    return f"https://{found['host']}/i/u/{size}{found['file']}" if found else None


def media_type(picture: bytes) -> str | None:
    """Return the media type of a picture by its first bytes. None for anything else."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _SIGNATURES.items() if picture.startswith(start)), None)


def data_uri(picture: bytes) -> str:
    """Return a picture as a data: URI, "" for bytes that are none."""
    kind = media_type(picture)
    return f"data:{kind};base64,{b64encode(picture).decode()}" if kind else ""
