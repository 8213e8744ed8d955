"""One refresh at a time for each answer, in the whole fleet: the others wait for its outcome.

A failure stays in the lease for some seconds: until then nobody asks Last.fm for the same again.
"""

import time
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from cachetools import FIFOCache

from lastfm_gateway.cache import lease as leases
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.entry_item import parse_entry
from lastfm_gateway.cache.lease import Lease
from lastfm_gateway.cache.lease_store import LeaseStore, lease_key, parse_lease
from lastfm_gateway.errors import GatewayError, UpstreamTimeout
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.storage.table import Table, TableFault

#: The first pause between two looks, doubling, and the longest one. Seconds.
FIRST_PAUSE: Final = 0.03
LONGEST_PAUSE: Final = 0.25

#: How many failures an environment remembers, the oldest out first.
_REMEMBERED: Final = 1000


class Turn(NamedTuple):
    """Whose turn it is to ask upstream.

    MINE with a fence: the holder's, who stores under it. OTHERS: somebody else is asking. FREE:
    anybody's, since the table fails or the answer cannot be stored. DONE: `entry` was stored
    meanwhile. FAILED: somebody has just asked, and met `error`.
    """

    kind: Literal["MINE", "OTHERS", "FREE", "DONE", "FAILED"]
    fence: int = 0
    entry: Entry | None = None
    error: GatewayError | None = None


class SingleFlight:
    """Hands out turns. A table that fails makes everybody ask for himself."""

    def __init__(
        self,
        table: Table,
        clock: Callable[[], float],
        report: Callable[[str], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table = table
        self._leases = LeaseStore(table)
        self._clock = clock
        self._report = report
        self._sleep = sleep
        self._failed = FIFOCache[str, Lease](_REMEMBERED)

    def acquire(self, key: str, seen: Entry | None) -> Turn:
        """Take the turn to refresh an answer, of which `seen` was read. Never waits.

        A failure that this environment knows of costs no write.
        """
        known = self._failed.get(key)
        error = known.failure(self._now()) if known else None
        if error:
            return Turn("FAILED", error=error)
        try:
            return self._take(key, seen)
        except TableFault as fault:
            self._report(fault.reason)
            return Turn("FREE")

    def wait(self, key: str, others: Turn, seen: Entry | None, deadline: Deadline) -> Turn:
        """Wait until somebody else's answer is stored, or the turn comes round.

        Raises the error that the other one met, or UpstreamTimeout.
        """
        pause = FIRST_PAUSE
        while pause < deadline.left():
            self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            try:
                turn = self._look(key, others, seen)
            except TableFault as fault:
                self._report(fault.reason)
                return Turn("FREE")
            if turn.kind != "OTHERS":
                return turn
        raise UpstreamTimeout

    def release(self, key: str, turn: Turn, outcome: str, *, lasting: bool = False) -> None:
        """Give a turn back that led to no stored answer; `outcome` is for those who wait.

        A `lasting` outcome is a failure, which is remembered: it keeps the lease for a while.
        """
        if turn.kind != "MINE":
            return
        until = self._now() + (leases.FAILED_FOR if lasting else 0)
        if lasting:
            self._failed[key] = Lease(turn.fence, until, outcome)
        try:
            self._leases.give_back(key, turn.fence, until, outcome)
        except TableFault as fault:
            self._report(fault.reason)

    def _take(self, key: str, seen: Entry | None) -> Turn:
        now, fence = self._now(), seen.fence if seen else 0
        taken, other = self._leases.take(key, now, fence)
        if not taken:
            error = other.failure(now) if other else None
            if other and error:
                self._failed[key] = other
                return Turn("FAILED", error=error)
            return Turn("OTHERS", other.taken if other else 0)
        if leases.may_hide_an_answer(other, fence):
            entry = self._read_again(key, fence)
            if entry is not None:
                self._leases.give_back(key, now, self._now(), "")
                return Turn("DONE", entry=entry)
        return Turn("MINE", now)

    def _look(self, key: str, others: Turn, seen: Entry | None) -> Turn:
        found = self._table.read(key, lease_key(key), consistent=True)
        entry = self._table.parse(found.get(key), parse_entry, None)
        if entry is not None and self._is_news(entry, seen.fence if seen else 0):
            return Turn("DONE", entry=entry)
        lease = self._table.parse(found.get(lease_key(key)), parse_lease, None)
        if lease is not None and lease.taken >= others.fence and lease.outcome:
            if lease.outcome == leases.NOT_STORED:
                return Turn("FREE")
            raise leases.error_of(lease.outcome)
        if lease is None or lease.is_over(self._now()):
            return self._take(key, entry or seen)
        return Turn("OTHERS", others.fence)

    def _read_again(self, key: str, seen_fence: int) -> Entry | None:
        found = self._table.read(key, consistent=True).get(key)
        entry = self._table.parse(found, parse_entry, None)
        return entry if entry and self._is_news(entry, seen_fence) else None

    def _is_news(self, entry: Entry, seen_fence: int) -> bool:
        """Tell whether an entry is fresh, and not the one that was seen and found wanting."""
        return entry.fence > seen_fence and entry.is_fresh(self._clock())

    def _now(self) -> int:
        return int(self._clock() * 1000)
