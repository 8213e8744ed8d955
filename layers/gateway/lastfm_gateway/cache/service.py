"""The way of a request: from the cache, or through the limiter from Last.fm and into the cache."""

from collections.abc import Callable, Sequence

from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.cache.call import Answer, CachedCall, CacheUse
from lastfm_gateway.cache.entry import Entry, make_entry
from lastfm_gateway.cache.entry_item import parse_entry
from lastfm_gateway.cache.freshness import NOT_FOUND_FOR
from lastfm_gateway.cache.invalidation import Invalidation, changes_key
from lastfm_gateway.cache.known_sessions import Sessions
from lastfm_gateway.cache.lease import NOT_STORED, outcome_of
from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.cache.single_flight import SingleFlight, Turn
from lastfm_gateway.cache.store import EntryStore, not_modified
from lastfm_gateway.errors import GatewayError, NotAttempted, RateLimited, Unconfigured
from lastfm_gateway.lastfm.client import CONCLUSIVE_SECONDS, LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.methods.method import LISTENING, Topic
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import Table


class ResponseCache:
    """The parts that a request meets on its way, put together once per environment."""

    def __init__(  # noqa: PLR0913 (the parts, each by its name)
        self,
        *,
        table: Table,
        store: EntryStore,
        memory: MemoryCache,
        limiter: RateLimiter,
        coalescer: SingleFlight,
        looker: BatchedRead,
        asker: LastfmClient,
        changes: Invalidation,
        sessions: Sessions,
        telemetry: Telemetry,
        clock: Callable[[], float],
    ) -> None:
        self._table = table
        self._shelf = store
        self._memory = memory
        self._limiter = limiter
        self._coalescer = coalescer
        self._looker = looker
        self._asker = asker
        self._changes = changes
        self._sessions = sessions
        self._telemetry = telemetry
        self._clock = clock

    def fetch(self, call: CachedCall, deadline: Deadline) -> Answer:
        """Return the answer to a call. Raises GatewayError, after which nothing was stored."""
        if call.key is None:
            return self._pass_on(call, deadline)
        entry = self._remembered(call) or self._look_up(call)
        if entry and entry.is_fresh(self._clock()):
            answer = self._from_cache(entry, call, "HIT")
            if answer:
                return answer
            entry = None
        usable = entry if entry and entry.is_usable(self._clock()) else None
        if call.api_key is not None:
            return self._by_own_key(usable, call, deadline)
        if usable:
            return self._renew(call.key, usable, call, deadline)
        return self._fetch(call.key, entry, call, deadline)

    def _pass_on(self, call: CachedCall, deadline: Deadline) -> Answer:
        """Return the answer to a call that is its caller's alone."""
        self._look_up(call)
        return self._ask_alone(call, deadline)

    def _by_own_key(self, stale: Entry | None, call: CachedCall, deadline: Deadline) -> Answer:
        """Return what a caller's own key gets. Nobody else gets it, or waits for it."""
        try:
            return self._ask_alone(call, deadline)
        except GatewayError as error:
            answer = (
                self._from_cache(stale, call, "STALE") if stale and error.is_transient else None
            )
            if answer is None:
                raise
            return answer

    def _ask_alone(self, call: CachedCall, deadline: Deadline) -> Answer:
        self._check(call)
        self._limiter.spend(call.caller)
        reply = self._ask(call, deadline).reply
        return Answer(reply.status, reply.body, "BYPASS", content_type=reply.content_type)

    def fetch_unlimited(self, call: CachedCall, deadline: Deadline) -> bool:
        """Make a call that nobody waits for, and no caller's limit counts; tell whether it went.

        Raises GatewayError.
        """
        self._look_up(call)
        reading = self._asker.send(call, deadline, _unpaid)
        self._note(call, reading, deadline, _unpaid)
        return reading.found

    def _check(self, call: CachedCall) -> None:
        """Raise RateLimited or NotAttempted if a call would be refused now: that costs nothing."""
        self._limiter.check(call.caller)
        self._asker.check(call)

    def _ask(self, call: CachedCall, deadline: Deadline) -> ParsedResponse:
        """Make a call that is paid for, and pay for more tries; one that is not sent is free."""

        def pay() -> bool:
            return self._limiter.spend_up_to(call.caller, 1) == 1

        try:
            reading = self._asker.send(call, deadline, pay)
        except (NotAttempted, Unconfigured):
            self._limiter.refund(call.caller, 1)
            raise
        self._note(call, reading, deadline, pay)
        return reading

    def _note(
        self, call: CachedCall, reading: ParsedResponse, deadline: Deadline, pay: Callable[[], bool]
    ) -> None:
        if call.method.changes and reading.found:
            self._changes.record_write(call, deadline, pay)
        if reading.found:
            self._sessions.learn(call, reading)

    def read_entry(
        self,
        key: str | None,
        caller: Caller,
        about: str | None = None,
        shows: Sequence[Topic] = LISTENING,
    ) -> Entry | None:
        """Return what is stored under a key, after checking the caller's, in one batched read.

        It is expired if something that it shows of a user it is about was changed since.
        """
        changed = changes_key(about) if about else None
        keys = tuple(filter(None, (key, changed)))
        found = self._looker.read(keys, caller, consistent=changed is not None)
        entry = self._table.parse(found.get(key or ""), parse_entry, None)
        return self._changes.expire_if_changed(entry, found.get(changed or ""), shows)

    def _remembered(self, call: CachedCall) -> Entry | None:
        if call.key is None or call.about:
            return None  # a write that another environment made is seen at once
        if call.caller.bearer_key and call.caller.bearer_key.holder is None:
            return None  # a key must be checked, and that takes the table
        entry = self._memory.get(call.key, self._clock())
        if entry is not None:
            self._limiter.recall(call.caller)
            self._telemetry.count("MemoryHit")
        return entry

    def _look_up(self, call: CachedCall) -> Entry | None:
        return self.read_entry(call.key, call.caller, call.about, call.method.shows)

    def _from_cache(self, entry: Entry, call: CachedCall, use: CacheUse) -> Answer | None:
        """Return a stored answer, or None when what is stored is not one."""
        answer = self._shelf.to_answer(entry, call.etags, use)
        if answer and use == "HIT" and call.key and not call.about:
            self._memory.put(call.key, entry, self._clock())
        return answer

    def _renew(self, key: str, entry: Entry, call: CachedCall, deadline: Deadline) -> Answer:
        """Return a fresh answer if it is this caller's turn to ask, else the stale one at once."""
        stale = self._from_cache(entry, call, "STALE")
        if stale is None:
            return self._fetch(key, None, call, deadline)
        try:
            self._check(call)
            turn = self._coalescer.acquire(key, entry)
            if turn.kind == "MINE":
                self._spend(key, turn, call)
                return self._refresh(key, turn, call, deadline)
        except GatewayError as error:
            if not error.is_transient:
                raise
        return stale

    def _fetch(self, key: str, seen: Entry | None, call: CachedCall, deadline: Deadline) -> Answer:
        """Return an answer that nothing is stored of: one's own, or the one that others ask for.

        A failure that was met a moment ago is told again, for nothing.
        """
        self._check(call)
        turn = Turn("FREE") if call.caller.is_unreadable else self._coalescer.acquire(key, seen)
        if turn.error:
            raise turn.error
        self._spend(key, turn, call)
        if turn.kind == "OTHERS":
            turn = self._coalescer.wait(key, turn, seen, deadline)
            if turn.error:
                raise turn.error
        if turn.kind == "DONE" and turn.entry:
            self._telemetry.count("Coalesced")
            answer = self._from_cache(turn.entry, call, "MISS")
            if answer:
                return answer
        return self._refresh(key, turn, call, deadline)

    def _spend(self, key: str, turn: Turn, call: CachedCall) -> None:
        """Pay for a call's first try. Raises RateLimited, after giving the turn back."""
        try:
            self._limiter.spend(call.caller)
        except RateLimited:
            self._coalescer.release(key, turn, "")
            raise

    def _refresh(self, key: str, turn: Turn, call: CachedCall, deadline: Deadline) -> Answer:
        """Ask upstream and store the answer, telling those who wait what became of it.

        What passes by itself is remembered for some seconds, unless there was too little time to
        tell. Whoever waits for a call that is not sent asks for himself.
        """
        whole = deadline.left() >= CONCLUSIVE_SECONDS
        try:
            reading = self._ask(call, deadline)
        except (NotAttempted, Unconfigured):
            self._coalescer.release(key, turn, "")
            raise
        except GatewayError as error:
            lasting = whole and error.is_transient
            self._coalescer.release(key, turn, outcome_of(error), lasting=lasting)
            raise
        reply = reading.reply
        fresh_for = call.fresh_for if reading.found else min(call.fresh_for, NOT_FOUND_FOR)
        entry = make_entry(reply, self._clock(), fresh_for, turn.fence)
        stored = self._store(key, entry, turn)
        self._telemetry.count("CacheMiss")
        return not_modified(entry, call.etags, "MISS", stored=stored) or Answer(
            reply.status,
            reply.body,
            "MISS",
            entry,
            stored=stored,
            content_type=reply.content_type,
        )

    def _store(self, key: str, entry: Entry, turn: Turn) -> bool:
        """Store an answer, if it fits; it is served all the same. Tell whether it was stored."""
        if not self._shelf.fits(entry):
            self._coalescer.release(key, turn, NOT_STORED)
            return False
        if turn.kind != "MINE":
            return False  # the table fails, or took a newer one meanwhile
        return self._shelf.store(key, entry)


def _unpaid() -> bool:
    """Pay for nobody: no caller's limit counts a call that nobody waits for."""
    return True
