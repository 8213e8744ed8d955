"""What goes into the response cache, and what comes out of it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.lastfm.call import LastfmCall
from lastfm_gateway.limits.rate_limiter import Caller

#: How the cache was used. BYPASS marks an answer that is never shared.
type CacheUse = Literal["HIT", "MISS", "STALE", "BYPASS"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedCall(LastfmCall):
    """A call with its caller, and with where and how long its answer is stored.

    `key` is the cache key, None for an answer that is never shared. `fresh_for` is in seconds.
    `about` is the user whose data the answer shows, if a write of theirs may change it. `etags` is
    the If-None-Match header.
    """

    caller: Caller
    key: str | None = None
    fresh_for: int = 0
    about: str | None = None
    etags: str = ""

    @property
    def origin(self) -> str:
        """The key of the caller's call log, which holds no address."""
        return self.caller.key

    @property
    def identity(self) -> str:
        """The cache key, if there is one: requests for the same answer are one request."""
        return self.key or self.method.name


class Answer(NamedTuple):
    """A response body, or none with status 304. An empty `content_type` means the face's own.

    `entry` holds times and tag; without one nobody may store the answer. `delivery` says whether
    scrobbles were delivered or queued.
    """

    status: int
    body: bytes
    use: CacheUse
    entry: Entry | None = None
    stored: bool = False
    content_type: str = ""
    delivery: Literal["", "delivered", "queued"] = ""
