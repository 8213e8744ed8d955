"""Batch fetch: many small answers in parallel, as many as arrive in time.

A page needs dozens of them, so they are fetched with less effort than a single answer (see
docs/decisions/0020-look-ups.md): one read, one write to the caller's call log, no leases, no
retries. Calls that are refused, fail or are slow are left out.
"""

from collections.abc import Callable, Sequence

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry, make_entry
from lastfm_gateway.cache.freshness import LOOKUP_NOT_FOUND_FOR, limit_freshness
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.parallel import MIN_CALL_SECONDS, ParallelCalls
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.limits.rate_limiter import RateLimiter
from lastfm_gateway.limits.sliding_window import to_ms
from lastfm_gateway.observability.telemetry import Telemetry


class BatchFetch:
    """Fetches many calls of one caller, whose call log has been read.

    `calls` counts the calls made. They use at most half of the caller's remaining calls: see
    limits.sliding_window.to_spare.
    """

    def __init__(
        self,
        store: EntryStore,
        client: LastfmClient,
        limiter: RateLimiter,
        telemetry: Telemetry,
        clock: Callable[[], float],
    ) -> None:
        self.calls = 0
        self._store = store
        self._client = client
        self._limiter = limiter
        self._telemetry = telemetry
        self._clock = clock

    def fetch(
        self, calls: Sequence[CachedCall], deadline: Deadline, at_most: int
    ) -> dict[str, Entry]:
        """Return the available entries by cache key, including "not found".

        Makes at most `at_most` calls, those with no stored entry first. Makes none while the table
        cannot store their answers. Entries that could not be refreshed are returned stale.
        """
        by_key = {call.key: call for call in calls if call.key}
        now = self._clock()
        found = self._store.read_many(by_key)
        entries = {key: entry for key, entry in found.items() if entry.is_usable(now)}
        due = [key for key in by_key if key not in entries or not entries[key].is_fresh(now)]
        due.sort(key=lambda key: key in entries)
        wanted = [by_key[key] for key in due[:at_most]]
        if wanted and self._can_fetch(wanted[0], deadline):
            fetched = self._fetch(wanted, deadline)
            self._store.store_many(fetched)
            entries |= fetched
        return entries

    def _can_fetch(self, call: CachedCall, deadline: Deadline) -> bool:
        """Return whether there is time left, the table works and Last.fm is not blocked."""
        in_time = deadline.left() >= MIN_CALL_SECONDS
        return in_time and not call.caller.is_unreadable and not self._client.is_blocked()

    def _fetch(self, calls: Sequence[CachedCall], deadline: Deadline) -> dict[str, Entry]:
        """Make as many calls as the limit admits; return the entries that arrived, by key."""
        limiter, caller = self._limiter, calls[0].caller
        sent_at = self._clock()
        most = min(len(calls), limiter.to_spare(caller))
        admitted = limiter.spend_up_to(caller, most) if most else 0
        parallel = ParallelCalls(self._client, calls[:admitted], deadline)
        fetched: dict[str, Entry] = {}
        for call, attempt in parallel.completed():
            if isinstance(attempt.outcome, ParsedResponse):
                fetched[call.key or ""] = self._entry(call, attempt.outcome, sent_at)
            elif not isinstance(attempt.outcome, GatewayError):
                self._telemetry.failed(attempt.outcome)
        limiter.refund(caller, parallel.unmade)
        self.calls += admitted - parallel.unmade
        return fetched

    def _entry(self, call: CachedCall, parsed: ParsedResponse, sent_at: float) -> Entry:
        """Build an entry, fenced by when its call was sent, so that later writes expire it."""
        fresh_for = limit_freshness(
            call.fresh_for, found=parsed.found, not_found_for=LOOKUP_NOT_FOUND_FOR
        )
        return make_entry(parsed.reply, self._clock(), fresh_for, to_ms(sent_at))
