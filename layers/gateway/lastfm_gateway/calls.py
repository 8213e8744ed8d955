"""What goes into the gateway and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lastfm_gateway.catalogue.method import Method
from lastfm_gateway.core.entry import Entry
from lastfm_gateway.limiting import Caller

#: How the cache was used: BYPASS marks an answer that is its caller's alone.
type CacheUse = Literal["HIT", "MISS", "STALE", "BYPASS"]


@dataclass(frozen=True, slots=True)
class Call:
    """One validated call.

    `key` is what its answer is cached under, None for an answer that is its caller's alone;
    `fresh_for` the seconds it then stays fresh. `api_key` is the caller's own; `etags` is the
    If-None-Match header.
    """

    method: Method
    parameters: Mapping[str, str]
    caller: Caller
    key: str | None = None
    fresh_for: int = 0
    api_key: str | None = None
    etags: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: JSON bytes, or none with status 304.

    `entry` holds the times and the tag. Without one nobody may store the answer.
    """

    status: int
    body: bytes
    use: CacheUse
    entry: Entry | None = None
    stored: bool = False
