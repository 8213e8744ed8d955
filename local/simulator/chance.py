"""Deterministic pseudo-random numbers: hashes of their seeds."""

import hashlib
import struct


def number(*parts: object) -> int:
    """Return a 64-bit number that depends only on the parts."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest)


def numbers(count: int, *parts: object) -> tuple[int, ...]:
    """Return `count` 32-bit numbers that depend only on the parts."""
    digest = hashlib.shake_256("\x1f".join(map(str, parts)).encode()).digest(4 * count)
    return struct.unpack(f">{count}I", digest)


def hexadecimal(*parts: object) -> str:
    """Return 32 hexadecimal digits, as in picture hashes, tokens and session keys."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()
