"""Numbers that look random and never change: everything is a hash of its name."""

import hashlib
import struct


def number(*parts: object) -> int:
    """Give a 64-bit number that depends on the parts alone."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest)


def numbers(count: int, *parts: object) -> tuple[int, ...]:
    """Give `count` 32-bit numbers that depend on the parts alone."""
    digest = hashlib.shake_256("\x1f".join(map(str, parts)).encode()).digest(4 * count)
    return struct.unpack(f">{count}I", digest)


def hexadecimal(*parts: object) -> str:
    """Give 32 hexadecimal digits, as picture hashes, tokens and keys have them."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()
