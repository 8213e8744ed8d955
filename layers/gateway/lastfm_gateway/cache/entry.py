"""A cached answer: its three times, its compressed body, its ETag. Pure.

Fresh until, stale until, and the table's TTL after that. DynamoDB deletes late, by days, so the
times are compared on every read.
"""

import base64
import hashlib
import zlib
from typing import Final, NamedTuple

from lastfm_gateway.cache.compression_dictionary import DICTIONARY
from lastfm_gateway.cache.freshness import STALE_FOR
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.methods.freshness import HOUR

#: How long the table keeps an item beyond its use, so that a slow clock never misses it.
KEPT_FOR: Final = HOUR

#: The largest body that is brought back from a stored item: a guard against a foreign item.
MAX_BODY: Final = 16 * 1024 * 1024


class Entry(NamedTuple):
    """An answer as it is stored. Times are unix seconds; `packed` is the compressed body.

    `fence` is the lease (unix milliseconds) under which it was fetched: see core.lease. No
    `content_type` means the face's own.
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
    def ttl(self) -> int:
        """The time from which the table may delete it."""
        return self.stale_until + KEPT_FOR

    def is_fresh(self, now: float) -> bool:
        """Tell whether it may be served as it is."""
        return now < self.fresh_until

    def is_usable(self, now: float) -> bool:
        """Tell whether it may be served at all, marked stale if need be."""
        return now < self.stale_until

    def body(self) -> bytes:
        """Return the answer's bytes. Raises ValueError when this gateway did not make them."""
        return unpack(self.packed)


def make_entry(reply: LastfmResponse, now: float, fresh_for: int, fence: int = 0) -> Entry:
    """Return an entry for an answer that stays fresh for `fresh_for` seconds from `now`."""
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
    """Return a weak entity tag (RFC 9110, 8.8.3): the front door may compress what it tags."""
    digest = hashlib.sha256(body).digest()[:15]
    return f'W/"{base64.urlsafe_b64encode(digest).decode()}"'


def pack(body: bytes) -> bytes:
    """Return the body, deflated against a dictionary of what Last.fm's answers are made of."""
    deflater = zlib.compressobj(level=9, wbits=-15, memLevel=9, zdict=DICTIONARY)
    return deflater.compress(body) + deflater.flush()


def unpack(packed: bytes) -> bytes:
    """Return the body in `packed`. Raises ValueError for bytes that `pack` did not make."""
    inflater = zlib.decompressobj(wbits=-15, zdict=DICTIONARY)
    try:
        body = inflater.decompress(packed, MAX_BODY)
    except zlib.error:
        raise ValueError("not a stored answer") from None
    if not inflater.eof:
        raise ValueError("a stored answer is cut off or too long")
    return body
