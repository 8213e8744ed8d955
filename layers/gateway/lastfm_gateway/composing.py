"""Answers that are composed here out of several of Last.fm's, kept for one key's holder alone.

The key of such an answer holds the id of the key that was shown, which is known before anything is
read: so the answer, the caller's log and the gateway's own key come in one batched read.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lastfm_gateway.adapters.table import MAX_PACKED, Table, TableFault
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.calls import Answer
from lastfm_gateway.core.conditional import holds
from lastfm_gateway.core.entry import Entry, make_entry
from lastfm_gateway.core.reply import Reply
from lastfm_gateway.gateway import Gateway
from lastfm_gateway.limiting import Caller


@dataclass(frozen=True, slots=True)
class Composed:
    """What was composed: JSON, and for how many seconds it stays true; 0 keeps nothing."""

    body: bytes
    fresh_for: int


class Composer:
    """Serves composed answers from the table, or has them made."""

    def __init__(
        self, gateway: Gateway, table: Table, telemetry: Telemetry, clock: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._table = table
        self._telemetry = telemetry
        self._clock = clock

    def answer(self, key: str, caller: Caller, etags: str, make: Callable[[], Composed]) -> Answer:
        """Return what is kept under a key for a caller who showed a key of this gateway's.

        `make` runs once that key has been checked. Its parts may be stale while Last.fm fails: what
        is made of them is not kept. Raises GatewayError.
        """
        entry = self._gateway.look_up(key, caller)
        if entry is None or not entry.is_fresh(self._clock()):
            return self._new(make(), key, etags)
        self._telemetry.count("CacheHit")
        if holds(etags, entry.etag):
            return Answer(304, b"", "HIT", entry)
        return Answer(200, entry.body(), "HIT", entry)

    def _new(self, composed: Composed, key: str, etags: str) -> Answer:
        if not composed.fresh_for:
            return Answer(200, composed.body, "MISS")
        reply, now = Reply(200, "", composed.body), self._clock()
        entry = make_entry(reply, now, composed.fresh_for, int(now * 1000))
        stored = self._store(key, entry)
        if holds(etags, entry.etag):
            return Answer(304, b"", "MISS", entry, stored=stored)
        return Answer(200, composed.body, "MISS", entry, stored=stored)

    def _store(self, key: str, entry: Entry) -> bool:
        if len(entry.packed) > MAX_PACKED:
            return False
        try:
            return self._table.write_answer(key, entry)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            return False
