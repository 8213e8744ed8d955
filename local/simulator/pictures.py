"""Pictures as Last.fm's content delivery network serves them: squares in two made-up colours."""

import re
import struct
import zlib
from functools import cache
from typing import Final

from local.simulator.parts import NO_PICTURE
from local.simulator.reply import Reply

_PATH: Final = r"/i/u/(\d+)[sx]\w*/([0-9a-f]{32})\.png"
_LARGEST: Final = 300
_GREY: Final = "808080"


def picture(path: str) -> Reply:
    """Return the picture under a path, in the size that it names. 404 if there is none."""
    found = re.fullmatch(_PATH, path)
    if found is None or int(found[1]) > _LARGEST:
        return Reply(404, "text/html", b"<h1>Not found</h1>")
    return Reply(200, "image/png", _square(int(found[1]), found[2]))


@cache
def _square(size: int, name: str) -> bytes:
    """Return a PNG whose two halves, above and below the diagonal, have the colours in a hash."""
    colours = [bytes.fromhex(_GREY if name == NO_PICTURE else name[at : at + 6]) for at in (0, 6)]
    rows = (b"\0" + colours[0] * (size - y) + colours[1] * y for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
