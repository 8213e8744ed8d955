"""Cache entry: freshness times, compressed body, ETag. Pure.

An entry is fresh, then stale, then deleted by its TTL. DynamoDB deletes items up to days late, so
every read compares the times.
"""

import base64
import hashlib
import re
import zlib
from http import HTTPStatus
from typing import Final, NamedTuple

from lastfm_gateway.cache.compression_dictionary import DICTIONARY
from lastfm_gateway.cache.freshness import STALE_FOR
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.methods.freshness import HOUR

#: How long an item outlives its stale time, so that a slow clock still finds it. Seconds.
TTL_MARGIN_SECONDS: Final = HOUR

#: Largest body that is decompressed, in bytes: a guard against decompression bombs.
MAX_BODY: Final = 16 * 1024 * 1024

_ETAG: Final = r'(?:W/)?"([^"]*)"'


class Entry(NamedTuple):
    """A stored answer. Times are unix seconds.

    `packed`: the compressed body.
    `fence`: the fencing token of its lease, in unix milliseconds: see cache.lease.
    `content_type`: empty for the face's default.
    """

    status: int
    packed: bytes
    etag: str
    stored_at: int
    fresh_until: int
    stale_until: int
    fence: int = 0
    content_type: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the status is 200."""
        return self.status == HTTPStatus.OK

    @property
    def ttl(self) -> int:
        """Unix time from which the table may delete the item."""
        return self.stale_until + TTL_MARGIN_SECONDS

    def is_fresh(self, now: float) -> bool:
        """Return whether the entry is fresh."""
        return now < self.fresh_until

    def is_usable(self, now: float) -> bool:
        """Return whether the entry may be served, fresh or stale."""
        return now < self.stale_until

    def body(self) -> bytes:
        """Return the decompressed body. Raises ValueError when it is not one of `pack`'s."""
        return unpack(self.packed)


def make_entry(reply: LastfmResponse, now: float, fresh_for: int, fence: int = 0) -> Entry:
    """Build an entry that stays fresh for `fresh_for` seconds from `now`."""
    stored_at = int(now)
    fresh_until = stored_at + fresh_for
    return Entry(
        status=reply.status,
        packed=pack(reply.body),
        etag=etag(reply.body),
        stored_at=stored_at,
        fresh_until=fresh_until,
        stale_until=fresh_until + STALE_FOR,
        fence=fence,
        content_type=reply.content_type,
    )


def etag(body: bytes) -> str:
    """Return a weak ETag (RFC 9110, 8.8.3), because API Gateway may compress the body."""
    digest = hashlib.sha256(body).digest()[:15]
    return f'W/"{base64.urlsafe_b64encode(digest).decode()}"'


def matches(if_none_match: str, etag: str) -> bool:
    """Return whether an If-None-Match header lists `etag` or is `*` (RFC 9110, 13.1.2).

    ETags are compared weakly.
    """
    if if_none_match.strip() == "*":
        return True
    return etag.removeprefix("W/").strip('"') in re.findall(_ETAG, if_none_match)


def pack(body: bytes) -> bytes:
    """Compress a body: raw deflate with the preset dictionary."""
    deflater = zlib.compressobj(level=9, wbits=-15, memLevel=9, zdict=DICTIONARY)
    return deflater.compress(body) + deflater.flush()


def unpack(packed: bytes) -> bytes:
    """Decompress a body. Raises ValueError for bytes that `pack` did not make."""
    inflater = zlib.decompressobj(wbits=-15, zdict=DICTIONARY)
    try:
        body = inflater.decompress(packed, MAX_BODY)
    except zlib.error:
        raise ValueError("not a stored answer") from None
    if not inflater.eof:
        raise ValueError("a stored answer is cut off or too long")
    return body
