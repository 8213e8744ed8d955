"""Composed cache: pages built from several Last.fm answers, cached per bearer key.

The cache key contains the id of the bearer key, which the request itself carries. So one batched
read returns the page, the caller's call log and the bearer key.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from cachetools import LRUCache

from lastfm_gateway.cache.call import Answer
from lastfm_gateway.cache.entry import Entry, make_entry
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.cache.store import EntryStore, not_modified
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.limits.sliding_window import to_ms

#: Users remembered per environment, by bearer key; the least recently used is evicted first.
_MAX_USERS: Final = 1000

#: Part of the cache keys of composed pages. Raise it when the shape of any page changes.
SHAPE_VERSION: Final = 2


class ComposedBody(NamedTuple):
    """A composed page: JSON, and its freshness in seconds. 0 means that it is not stored."""

    body: bytes
    fresh_for: int


def face_of(token_id: str) -> str:
    """Return the scope name of one bearer key's composed pages, a part of their cache keys."""
    return f"of {token_id}, shape {SHAPE_VERSION}"


class ComposedCache:
    """Read-through cache of composed pages."""

    def __init__(self, cache: ResponseCache, store: EntryStore, clock: Callable[[], float]) -> None:
        self._cache = cache
        self._store = store
        self._clock = clock
        #: A key's user, and whether its pages show nothing that they hide: it has no session.
        self._users = LRUCache[str, tuple[str, bool]](_MAX_USERS)

    def fetch(
        self, key: str, caller: Caller, etags: str, make: Callable[[], ComposedBody]
    ) -> Answer:
        """Return the page under a cache key, made by `make` when it is missing or expired.

        `make` runs after the bearer key is authenticated. It returns `fresh_for` 0 when its parts
        are stale. Raises GatewayError.
        """
        started = self._clock()
        entry = self._read(key, caller)
        if entry and entry.is_fresh(self._clock()):
            answer = self._store.to_answer(entry, etags, "HIT")
            if answer:
                return answer
        return self._store_page(make(), started, key, etags)

    def _read(self, key: str, caller: Caller) -> Entry | None:
        """Return the entry, expired if its user has written or hidden since; usually in one read.

        A bearer key's user is known only after the key is read. So the first request per
        environment reads that user's changes separately.
        """
        known = self._users.get(caller.token_id)
        user, is_hideable = known or (None, False)
        entry = self._cache.read_entry(key, caller, user, is_hideable=is_hideable)
        if known is None:
            user, is_hideable = caller.holder.user, caller.holder.encrypted_session is None
            self._users[caller.token_id] = user, is_hideable
            entry = entry and self._cache.read_entry(key, caller, user, is_hideable=is_hideable)
        return entry

    def _store_page(self, composed: ComposedBody, started: float, key: str, etags: str) -> Answer:
        """Return a new page, stored if it is fresh and fits."""
        if not composed.fresh_for:
            return Answer(200, composed.body, "MISS")
        reply, now = LastfmResponse(200, "", composed.body), self._clock()
        entry = make_entry(reply, now, composed.fresh_for, to_ms(started))
        stored = self._store.fits(entry) and self._store.store(key, entry)
        return not_modified(entry, etags, "MISS", stored=stored) or Answer(
            200, composed.body, "MISS", entry, stored=stored
        )
