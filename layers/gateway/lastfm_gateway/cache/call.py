"""What goes into the gateway and what comes out of it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.lastfm.response_formats import ARRANGED, ResponseFormat
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.method import Auth, Method

#: How the cache was used: BYPASS marks an answer that is its caller's alone.
type CacheUse = Literal["HIT", "MISS", "STALE", "BYPASS"]


class CachedCall(NamedTuple):
    """One validated call.

    `key` is what its answer is cached under, None for an answer that is its caller's alone;
    `fresh_for` the seconds it then stays fresh; `about` the user whom it tells of. `api_key` is
    the caller's own; `etags` is the If-None-Match header. A `sealed` call goes upstream with the
    parameters that it has, by its own `verb`: key and signature are among them or missing. An
    `unchecked` call has parameters that this gateway would refuse, and Last.fm may answer better:
    what becomes of it says nothing of Last.fm, and it is not tried again.
    """

    method: Method
    parameters: Mapping[str, str]
    caller: Caller
    key: str | None = None
    fresh_for: int = 0
    about: str | None = None
    api_key: str | None = None
    etags: str = ""
    response_format: ResponseFormat = ARRANGED
    presigned: bool = False
    verb: str = ""
    unchecked: bool = False

    @property
    def uses_deployment_key(self) -> bool:
        """Whether it goes by the deployment's own key, which breaker and budget spare."""
        return self.api_key is None and not self.presigned

    @property
    def needs_signature(self) -> bool:
        """Whether it is to be signed with the deployment's secret."""
        return not self.presigned and (self.method.auth is not Auth.NONE or "sk" in self.parameters)


class Answer(NamedTuple):
    """What goes back: a body, or none with status 304. No `content_type` means the face's own.

    `entry` holds the times and the tag. Without one nobody may store the answer. `delivery` says
    of scrobbles whether Last.fm has them or the queue.
    """

    status: int
    body: bytes
    use: CacheUse
    entry: Entry | None = None
    stored: bool = False
    content_type: str = ""
    delivery: Literal["", "delivered", "queued"] = ""
