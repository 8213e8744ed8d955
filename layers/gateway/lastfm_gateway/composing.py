"""Answers that are composed here out of several of Last.fm's, kept for one key's holder alone.

The key of such an answer holds the id of the key that was shown, which is known before anything is
read: so the answer, the caller's log and the gateway's own key come in one batched read.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lastfm_gateway.adapters.table import Table
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.calls import Answer
from lastfm_gateway.core.entry import make_entry
from lastfm_gateway.core.reply import Reply
from lastfm_gateway.gateway import Gateway
from lastfm_gateway.limiting import Caller
from lastfm_gateway.shelf import Shelf, held


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
        self._shelf = Shelf(table, telemetry)
        self._clock = clock

    def answer(self, key: str, caller: Caller, etags: str, make: Callable[[], Composed]) -> Answer:
        """Return what is kept under a key for a caller who showed a key of this gateway's.

        `make` runs once that key has been checked. Its parts may be stale while Last.fm fails: what
        is made of them is not kept. Raises GatewayError.
        """
        entry = self._gateway.look_up(key, caller)
        if entry and entry.is_fresh(self._clock()):
            answer = self._shelf.take(entry, etags, "HIT")
            if answer:
                return answer
        return self._new(make(), key, etags)

    def _new(self, composed: Composed, key: str, etags: str) -> Answer:
        if not composed.fresh_for:
            return Answer(200, composed.body, "MISS")
        reply, now = Reply(200, "", composed.body), self._clock()
        entry = make_entry(reply, now, composed.fresh_for, int(now * 1000))
        stored = self._shelf.fits(entry) and self._shelf.put(key, entry)
        return held(entry, etags, "MISS", stored=stored) or Answer(
            200, composed.body, "MISS", entry, stored=stored
        )
