"""Input and output of the response cache: `CachedCall` and `Answer`."""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from typing import Literal, NamedTuple

from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.lastfm.call import LastfmCall
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller

#: How the cache was used. BYPASS: the answer is never shared.
type CacheUse = Literal["HIT", "MISS", "STALE", "BYPASS"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False, match_args=False)
class CachedCall(LastfmCall):
    """A Last.fm call with its caller, cache key and freshness.

    `key`: the cache key; None for an answer that is never shared.
    `fresh_for`: seconds.
    `max_age`: the oldest stored answer that is served, in seconds; None for a day past freshness.
    `about`: the user whose writes invalidate the answer, if any.
    `etags`: the If-None-Match header.
    `hidden_kept_ms`: for how many milliseconds it is remembered that the user hides the answer.
    `session`: returns the session key that the call is sent with, if `parameters` hold none. It is
    decrypted only when the call is made.
    """

    caller: Caller
    key: str | None = None
    fresh_for: int = 0
    max_age: int | None = None
    about: str | None = None
    etags: str = ""
    hidden_kept_ms: int = 0
    session: Callable[[], str] | None = None

    @property
    def origin(self) -> str:
        """The key of the caller's call log, which holds no address."""
        return self.caller.key

    def with_session(self) -> "CachedCall":
        """Return the call as it is sent. Raises GatewayError (503) if it cannot be signed."""
        if self.session is None:
            return self
        return replace(self, parameters={**self.parameters, "sk": self.session()})

    @property
    def is_hideable(self) -> bool:
        """Whether its user may hide the answer: it is made without a session."""
        is_public = self.session is None and "sk" not in self.parameters
        return is_public and self.about is not None and self.method.is_hideable

    @property
    def identity(self) -> str:
        """The cache key, else the method name: calls with the same key count as one request."""
        return self.key or self.method.name


class Answer(NamedTuple):
    """A response: status and body, empty with status 304.

    `entry`: times and ETag; None forbids caching downstream.
    `content_type`: empty for the face's default.
    `delivery`: whether scrobbles were delivered or queued.
    """

    status: int
    body: bytes
    use: CacheUse
    entry: Entry | None = None
    stored: bool = False
    content_type: str = ""
    delivery: Literal["", "delivered", "queued"] = ""


#: Returns the answer to a call. Raises GatewayError.
type Fetch = Callable[[CachedCall, Deadline], Answer]
