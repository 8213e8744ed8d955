"""Single flight: one refresh of each entry at a time across the fleet.

The environment that holds the entry's lease calls upstream. The others wait for its result. A
failure stays in the lease for some seconds, during which nobody repeats the call.
"""

import time
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from cachetools import FIFOCache

from lastfm_gateway.cache import lease
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.entry_item import parse_entry
from lastfm_gateway.cache.lease import Lease
from lastfm_gateway.cache.lease_store import LeaseStore, lease_key, parse_lease
from lastfm_gateway.errors import GatewayError, UpstreamTimeout
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.sliding_window import to_ms
from lastfm_gateway.storage.table import Table, TableFault

#: First pause between two polls of the table; it doubles up to the longest one. Seconds.
FIRST_POLL_SECONDS: Final = 0.03
LONGEST_POLL_SECONDS: Final = 0.25

#: Failures remembered per environment; the oldest is evicted first.
_MAX_FAILURES: Final = 1000


class Turn(NamedTuple):
    """The caller's part in a refresh.

    LEADER: holds the lease; calls upstream and stores under `fence`.
    FOLLOWER: another environment holds the lease, taken at `fence`.
    UNCOORDINATED: the table fails, or the answer cannot be stored; calls upstream without a lease.
    STORED: another environment has stored `entry`.
    FAILED: another environment has just failed with `error`.
    """

    kind: Literal["LEADER", "FOLLOWER", "UNCOORDINATED", "STORED", "FAILED"]
    fence: int = 0
    entry: Entry | None = None
    error: GatewayError | None = None


class SingleFlight:
    """Elects one leader per entry. While the table fails, every caller is uncoordinated."""

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
        self._failures = FIFOCache[str, Lease](_MAX_FAILURES)

    def acquire(self, key: str, seen: Entry | None) -> Turn:
        """Take the lease on an entry, last read as `seen`. Never waits.

        A failure remembered by this environment costs no write.
        """
        known = self._failures.get(key)
        error = known.failure(self._now()) if known else None
        if error:
            return Turn("FAILED", error=error)
        try:
            return self._take(key, seen)
        except TableFault as fault:
            self._report(fault.reason)
            return Turn("UNCOORDINATED")

    def wait(self, key: str, follower: Turn, seen: Entry | None, deadline: Deadline) -> Turn:
        """Wait until the leader stores the entry, or take over its expired lease.

        Raises the leader's error, or UpstreamTimeout.
        """
        pause = FIRST_POLL_SECONDS
        while pause < deadline.left():
            self._sleep(pause)
            pause = min(pause * 2, LONGEST_POLL_SECONDS)
            try:
                turn = self._poll(key, follower, seen)
            except TableFault as fault:
                self._report(fault.reason)
                return Turn("UNCOORDINATED")
            if turn.kind != "FOLLOWER":
                return turn
        raise UpstreamTimeout

    def release(self, key: str, turn: Turn, outcome: str, *, kept_for: int = 0) -> None:
        """Release a leader's lease without a stored entry; followers read `outcome`.

        `kept_for`: for how many milliseconds it keeps the lease: it is a failure to remember.
        """
        if turn.kind != "LEADER":
            return
        until = self._now() + kept_for
        if kept_for:
            self._failures[key] = Lease(turn.fence, until, outcome)
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
                self._failures[key] = other
                return Turn("FAILED", error=error)
            return Turn("FOLLOWER", other.taken if other else 0)
        if lease.may_hide_an_answer(other, fence):
            entry = self._read_newer(key, fence)
            if entry is not None:
                self._leases.give_back(key, now, self._now(), "")
                return Turn("STORED", entry=entry)
        return Turn("LEADER", now)

    def _poll(self, key: str, follower: Turn, seen: Entry | None) -> Turn:
        found = self._table.read(key, lease_key(key), consistent=True)
        entry = self._table.parse(found.get(key), parse_entry, None)
        if entry is not None and self._is_newer(entry, seen.fence if seen else 0):
            return Turn("STORED", entry=entry)
        current = self._table.parse(found.get(lease_key(key)), parse_lease, None)
        if current is not None and current.taken >= follower.fence and current.outcome:
            if current.outcome == lease.NOT_STORED:
                return Turn("UNCOORDINATED")
            raise lease.error_of(current.outcome)
        if current is None or current.is_over(self._now()):
            return self._take(key, entry or seen)
        return Turn("FOLLOWER", follower.fence)

    def _read_newer(self, key: str, seen_fence: int) -> Entry | None:
        found = self._table.read(key, consistent=True).get(key)
        entry = self._table.parse(found, parse_entry, None)
        return entry if entry and self._is_newer(entry, seen_fence) else None

    def _is_newer(self, entry: Entry, seen_fence: int) -> bool:
        """Return whether an entry is fresh and newer than the one that was read before."""
        return entry.fence > seen_fence and entry.is_fresh(self._clock())

    def _now(self) -> int:
        return to_ms(self._clock())
