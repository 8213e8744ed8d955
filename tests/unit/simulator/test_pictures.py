"""The simulator's pictures."""

import struct
import zlib

from local.simulator.pictures import picture

NAME = "0123456789abcdef0123456789abcdef"


def test_picture_is_a_png_of_the_size_in_its_path() -> None:
    """All lines are there, in colours of the name's."""
    for path, size in (("64s", 64), ("174s", 174), ("300x300", 300)):
        reply = picture(f"/i/u/{path}/{NAME}.png")
        assert (reply.status, reply.content_type) == (200, "image/png")
        assert reply.body.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", reply.body[16:24]) == (size, size)
        start = reply.body.index(b"IDAT") + 4
        lines = zlib.decompressobj().decompress(reply.body[start:])
        assert len(lines) == size * (1 + 3 * size)
        assert lines[1:4] == bytes.fromhex(NAME[:6])


def test_other_paths_have_no_picture() -> None:
    """Nor has a size that Last.fm does not serve."""
    for path in (f"/i/u/9999s/{NAME}.png", "/i/u/64s/x.png", "/i/u/", f"/i/u/64s/{NAME}.svg"):
        assert picture(path).status == 404
