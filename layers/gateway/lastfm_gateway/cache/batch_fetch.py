"""Batch fetch: many small answers in parallel, as many as arrive in time.

A page needs dozens of them, so they are fetched with less effort than a single answer (see
docs/decisions/0020-look-ups.md): one read, one write to the caller's call log, no leases, no
retries. Calls that are refused, fail or are slow are left out.
"""

from collections.abc import Callable, Sequence
from typing import Final

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry, make_entry
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.parallel import MIN_CALL_SECONDS, ParallelCalls
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.limits.rate_limiter import RateLimiter
from lastfm_gateway.methods.freshness import HOUR
from lastfm_gateway.observability.telemetry import Telemetry

#: How long "not found" stays fresh, in seconds.
NOT_FOUND_FOR: Final = HOUR


class BatchFetch:
    """Fetches many calls of one caller, whose call log was read before.

    `calls` counts those that were made. Unless they are `needed`, they use at most half of what the
    caller has left: see limits.sliding_window.to_spare.
    """

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        store: EntryStore,
        client: LastfmClient,
        limiter: RateLimiter,
        telemetry: Telemetry,
        clock: Callable[[], float],
        *,
        needed: bool = False,
    ) -> None:
        self.calls = 0
        self._store = store
        self._client = client
        self._limiter = limiter
        self._telemetry = telemetry
        self._clock = clock
        self._needed = needed

    def fetch(
        self, calls: Sequence[CachedCall], deadline: Deadline, at_most: int
    ) -> dict[str, Entry]:
        """Return what there is of the answers, by the calls' keys: "not found" among them.

        At most `at_most` calls are made, for what nothing is stored of first, and none while the
        table cannot keep their answers. One that could not be renewed is returned stale.
        """
        by_key = {call.key: call for call in calls if call.key}
        now = self._clock()
        found = self._store.read_many(by_key)
        entries = {name: entry for name, entry in found.items() if entry.is_usable(now)}
        due = [name for name in by_key if name not in entries or not entries[name].is_fresh(now)]
        due.sort(key=lambda name: name in entries)
        wanted = [by_key[name] for name in due[:at_most]]
        if wanted and self._may_ask(wanted[0], deadline):
            made = self._ask(wanted, deadline)
            self._store.store_many(made)
            entries |= made
        return entries

    def _may_ask(self, call: CachedCall, deadline: Deadline) -> bool:
        """Tell whether a call makes sense: there is time, a place for its answer, and a Last.fm."""
        in_time = deadline.left() >= MIN_CALL_SECONDS
        return in_time and not call.caller.is_unreadable and not self._client.is_blocked()

    def _ask(self, calls: Sequence[CachedCall], deadline: Deadline) -> dict[str, Entry]:
        """Make as many calls as the caller may; return the answers that came."""
        limiter, caller = self._limiter, calls[0].caller
        asked_at = self._clock()
        most = len(calls) if self._needed else min(len(calls), limiter.to_spare(caller))
        admitted = limiter.spend_up_to(caller, most) if most else 0
        side_by_side = ParallelCalls(self._client, calls[:admitted], deadline)
        made: dict[str, Entry] = {}
        for call, tried in side_by_side.completed():
            if isinstance(tried.outcome, ParsedResponse):
                made[call.key or ""] = self._entry(call, tried.outcome, asked_at)
            elif not isinstance(tried.outcome, GatewayError):
                self._telemetry.failed(tried.outcome)
        limiter.refund(caller, side_by_side.unmade)
        self.calls += admitted - side_by_side.unmade
        return made

    def _entry(self, call: CachedCall, reading: ParsedResponse, asked_at: float) -> Entry:
        """Return what is stored: as old as the question, so that a write since then counts."""
        fresh_for = call.fresh_for if reading.found else min(call.fresh_for, NOT_FOUND_FOR)
        return make_entry(reading.reply, self._clock(), fresh_for, int(asked_at * 1000))
