"""Answers that are composed here out of several of Last.fm's, kept for one key's holder alone.

The key of such an answer holds the id of the key that was shown, which is known before anything is
read: so the answer, the caller's log and the gateway's own key come in one batched read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lastfm_gateway.adapters.table import Table
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.calls import Answer
from lastfm_gateway.core.entry import Entry, make_entry
from lastfm_gateway.core.reply import Reply
from lastfm_gateway.gateway import Gateway
from lastfm_gateway.limiting import Caller
from lastfm_gateway.shelf import Shelf, held

#: How many keys' users an environment remembers before it begins anew.
_REMEMBERED: Final = 1000

#: Part of the keys of composed answers. A new one is due when the shape of any of them changes.
SHAPE_VERSION: Final = 2


@dataclass(frozen=True, slots=True)
class Composed:
    """What was composed: JSON, and for how many seconds it stays true; 0 keeps nothing."""

    body: bytes
    fresh_for: int


def face_of(token_id: str) -> str:
    """Return the name that the answers for a key's holder are cached under, as a face."""
    return f"of {token_id}, shape {SHAPE_VERSION}"


class Composer:
    """Serves composed answers from the table, or has them made."""

    def __init__(
        self, gateway: Gateway, table: Table, telemetry: Telemetry, clock: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._shelf = Shelf(table, telemetry)
        self._clock = clock
        self._users: dict[str, str] = {}

    def answer(self, key: str, caller: Caller, etags: str, make: Callable[[], Composed]) -> Answer:
        """Return what is kept under a key for a caller who showed a key of this gateway's.

        `make` runs once that key has been checked. Its parts may be stale while Last.fm fails: what
        is made of them is not kept. Raises GatewayError.
        """
        began = self._clock()
        entry = self._kept(key, caller)
        if entry and entry.is_fresh(self._clock()):
            answer = self._shelf.take(entry, etags, "HIT")
            if answer:
                return answer
        return self._new(make(), began, key, etags)

    def _kept(self, key: str, caller: Caller) -> Entry | None:
        """Return what is kept, expired if its user wrote something since; read once.

        Whose a key is is known only once it has been read: the first time in an environment what
        that user changed takes another read.
        """
        user = self._users.get(caller.token_id)
        entry = self._gateway.look_up(key, caller, user)
        if user is None:
            self._remember(caller)
            entry = entry and self._gateway.look_up(key, caller, caller.holder.user)
        return entry

    def _remember(self, caller: Caller) -> None:
        if len(self._users) >= _REMEMBERED:
            self._users.clear()
        self._users[caller.token_id] = caller.holder.user

    def _new(self, composed: Composed, began: float, key: str, etags: str) -> Answer:
        if not composed.fresh_for:
            return Answer(200, composed.body, "MISS")
        reply, now = Reply(200, "", composed.body), self._clock()
        entry = make_entry(reply, now, composed.fresh_for, int(began * 1000))
        stored = self._shelf.fits(entry) and self._shelf.put(key, entry)
        return held(entry, etags, "MISS", stored=stored) or Answer(
            200, composed.body, "MISS", entry, stored=stored
        )
