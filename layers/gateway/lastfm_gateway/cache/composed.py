"""Answers that are composed here out of several of Last.fm's, kept for one key's holder alone.

The key of such an answer holds the id of the key that was shown, which is known before anything is
read: so the answer, the caller's log and the gateway's own key come in one batched read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from lastfm_gateway.cache.call import Answer
from lastfm_gateway.cache.entry import Entry, make_entry
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.cache.store import EntryStore, not_modified
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import Table

#: How many keys' users an environment remembers, the least recently used out first.
_REMEMBERED: Final = 1000

#: Part of the keys of composed answers. A new one is due when the shape of any of them changes.
SHAPE_VERSION: Final = 2


@dataclass(frozen=True, slots=True)
class ComposedBody:
    """What was composed: JSON, and for how many seconds it stays true; 0 keeps nothing."""

    body: bytes
    fresh_for: int


def face_of(token_id: str) -> str:
    """Return the name that the answers for a key's holder are cached under, as a face."""
    return f"of {token_id}, shape {SHAPE_VERSION}"


class ComposedCache:
    """Serves composed answers from the table, or has them made."""

    def __init__(
        self, gateway: ResponseCache, table: Table, telemetry: Telemetry, clock: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._shelf = EntryStore(table, telemetry)
        self._clock = clock
        self._users = LRUCache[str, str](_REMEMBERED)

    def fetch(
        self, key: str, caller: Caller, etags: str, make: Callable[[], ComposedBody]
    ) -> Answer:
        """Return what is kept under a key for a caller who showed a key of this gateway's.

        `make` runs once that key has been checked. Its parts may be stale while Last.fm fails: what
        is made of them is not kept. Raises GatewayError.
        """
        began = self._clock()
        entry = self._kept(key, caller)
        if entry and entry.is_fresh(self._clock()):
            answer = self._shelf.to_answer(entry, etags, "HIT")
            if answer:
                return answer
        return self._new(make(), began, key, etags)

    def _kept(self, key: str, caller: Caller) -> Entry | None:
        """Return what is kept, expired if its user wrote something since; read once.

        Whose a key is is known only once it has been read: the first time in an environment what
        that user changed takes another read.
        """
        user = self._users.get(caller.token_id)
        entry = self._gateway.read_entry(key, caller, user)
        if user is None:
            self._users[caller.token_id] = caller.holder.user
            entry = entry and self._gateway.read_entry(key, caller, caller.holder.user)
        return entry

    def _new(self, composed: ComposedBody, began: float, key: str, etags: str) -> Answer:
        if not composed.fresh_for:
            return Answer(200, composed.body, "MISS")
        reply, now = LastfmResponse(200, "", composed.body), self._clock()
        entry = make_entry(reply, now, composed.fresh_for, int(began * 1000))
        stored = self._shelf.fits(entry) and self._shelf.store(key, entry)
        return not_modified(entry, etags, "MISS", stored=stored) or Answer(
            200, composed.body, "MISS", entry, stored=stored
        )
