"""Many small answers side by side, which a page is completed with: as many as come in time.

A page asks for dozens of them, so they are asked for otherwise than an answer that is waited for
(see docs/decisions/0020-look-ups.md): one read, one write into the caller's log, no leases, no
second tries. What is refused, fails or is slow is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry, make_entry
from lastfm_gateway.cache.entry_item import entry_item, parse_entry
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.parallel import LEAST_LEFT, ParallelCalls
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import DAY, HOUR
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import TableFault

#: How long what was looked up stays fresh, and that there is nothing. Seconds.
KEPT_FOR: Final = 30 * DAY
NOTHING_FOR: Final = HOUR


def plan_lookup(
    method: Method, names: Mapping[str, str], caller: Caller, runtime: Runtime
) -> CachedCall:
    """Return the call that looks something up: a read that tells nothing of any user.

    Its answer has a place of its own beside the REST families', where it is kept longer.
    """
    parameters = validate(method.parameters, {name: [text] for name, text in names.items()})
    factor = runtime.settings.freshness_factor
    return CachedCall(
        method=method,
        parameters=parameters,
        caller=caller,
        key=cache_key("look-up", method.name, parameters),
        fresh_for=max(1, round(KEPT_FOR * factor)),
    )


def read_entries(runtime: Runtime, keys: Iterable[str]) -> dict[str, Entry]:
    """Return the answers that are stored under some keys, in few reads; fewer when those fail."""
    entries: dict[str, Entry] = {}
    try:
        for item in runtime.table.bulk.read(keys):
            entry = runtime.table.parse(item, _as_whole_entry, None)
            if entry is not None:
                entries[item["pk"]["S"]] = entry
    except TableFault as fault:
        runtime.telemetry.table_fault(fault.reason)
    return entries


def _as_whole_entry(item: Item) -> Entry:
    """Return the answer in an item if its bytes can be read: else it is as good as none."""
    entry = parse_entry(item)
    entry.body()
    return entry


class BatchFetch:
    """Answers many calls of one caller's, for whom the gateway has read before.

    `calls` counts those that were made. Where they are no more than nice to have, they use half of
    what the caller has left at the most: see core.limiter.to_spare.
    """

    def __init__(self, runtime: Runtime, *, needed: bool = False) -> None:
        self.calls = 0
        self._runtime = runtime
        self._needed = needed
        self._shelf = EntryStore(runtime.table, runtime.telemetry)

    def fetch(
        self, calls: Sequence[CachedCall], deadline: Deadline, at_most: int
    ) -> dict[str, Entry]:
        """Return what there is of the answers, by the calls' keys: "not found" among them.

        At most `at_most` calls are made, for what nothing is stored of first, and none while the
        table cannot keep their answers. One that could not be renewed is returned stale.
        """
        by_key = {call.key: call for call in calls if call.key}
        now = self._runtime.clock()
        found = read_entries(self._runtime, by_key)
        entries = {name: entry for name, entry in found.items() if entry.is_usable(now)}
        due = [name for name in by_key if name not in entries or not entries[name].is_fresh(now)]
        due.sort(key=lambda name: name in entries)
        wanted = [by_key[name] for name in due[:at_most]]
        if wanted and self._may_ask(wanted[0], deadline):
            made = self._ask(wanted, deadline)
            self._store(made)
            entries |= made
        return entries

    def _may_ask(self, call: CachedCall, deadline: Deadline) -> bool:
        """Tell whether a call makes sense: there is time, a place for its answer, and a Last.fm."""
        in_time = deadline.left() >= LEAST_LEFT
        return in_time and not call.caller.unreadable and not self._runtime.asker.is_blocked()

    def _ask(self, calls: Sequence[CachedCall], deadline: Deadline) -> dict[str, Entry]:
        """Make as many calls as the caller may; return the answers that came."""
        limiter, caller = self._runtime.limiter, calls[0].caller
        asked_at = self._runtime.clock()
        most = len(calls) if self._needed else min(len(calls), limiter.to_spare(caller))
        admitted = limiter.spend_up_to(caller, most) if most else 0
        side_by_side = ParallelCalls(self._runtime.asker, calls[:admitted], deadline)
        made: dict[str, Entry] = {}
        for call, tried in side_by_side.completed():
            if isinstance(tried.outcome, ParsedResponse):
                made[call.key or ""] = self._entry(call, tried.outcome, asked_at)
            elif not isinstance(tried.outcome, GatewayError):
                self._runtime.telemetry.failed(tried.outcome)
        limiter.refund(caller, side_by_side.unmade)
        self.calls += admitted - side_by_side.unmade
        return made

    def _entry(self, call: CachedCall, reading: ParsedResponse, asked_at: float) -> Entry:
        """Return what is stored: as old as the question, so that a write since then counts."""
        fresh_for = call.fresh_for if reading.found else min(call.fresh_for, NOTHING_FOR)
        return make_entry(reading.reply, self._runtime.clock(), fresh_for, int(asked_at * 1000))

    def _store(self, made: Mapping[str, Entry]) -> None:
        fitting = {name: entry for name, entry in made.items() if self._shelf.fits(entry)}
        try:
            self._runtime.table.bulk.write(entry_item(key, entry) for key, entry in fitting.items())
        except TableFault as fault:
            self._runtime.telemetry.table_fault(fault.reason)
