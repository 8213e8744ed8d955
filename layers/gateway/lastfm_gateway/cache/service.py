"""Read-through cache: serves hits, fetches misses, serves stale on error."""

from collections.abc import Callable, Sequence

from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.cache.call import Answer, CachedCall, CacheUse
from lastfm_gateway.cache.charged_calls import ChargedCalls
from lastfm_gateway.cache.entry import Entry, make_entry
from lastfm_gateway.cache.entry_item import parse_entry
from lastfm_gateway.cache.freshness import limit_freshness
from lastfm_gateway.cache.invalidation import Invalidation, changes_key
from lastfm_gateway.cache.lease import NOT_STORED, kept_for, outcome_of
from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.cache.single_flight import SingleFlight, Turn
from lastfm_gateway.cache.store import EntryStore, not_modified
from lastfm_gateway.errors import (
    GatewayError,
    NotAttempted,
    RateLimited,
    Unconfigured,
    is_session_refusal,
)
from lastfm_gateway.lastfm.client import CONCLUSIVE_SECONDS
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.methods.method import LISTENING, Topic
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import Table


class ResponseCache:
    """Read-through cache over memory, the table and Last.fm. One per environment."""

    def __init__(  # noqa: PLR0913 (the parts, each by its name)
        self,
        *,
        table: Table,
        store: EntryStore,
        memory: MemoryCache,
        limiter: RateLimiter,
        single_flight: SingleFlight,
        reader: BatchedRead,
        calls: ChargedCalls,
        invalidation: Invalidation,
        telemetry: Telemetry,
        clock: Callable[[], float],
    ) -> None:
        self._table = table
        self._store = store
        self._memory = memory
        self._limiter = limiter
        self._single_flight = single_flight
        self._reader = reader
        self._calls = calls
        self._invalidation = invalidation
        self._telemetry = telemetry
        self._clock = clock

    def fetch(self, call: CachedCall, deadline: Deadline) -> Answer:
        """Return the answer to a call. Raises GatewayError, and then stores nothing."""
        if call.key is None:
            self.read_stored(call)
            return self._fetch_uncached(call, deadline)
        entry = self._read_memory(call) or self.read_stored(call)
        if entry and entry.is_fresh(self._clock()):
            answer = self._to_answer(entry, call, "HIT")
            if answer:
                return answer
            entry = None
        usable = entry if entry and _is_usable(entry, call, self._clock()) else None
        if call.api_key is not None:
            return self._fetch_with_own_key(usable, call, deadline)
        if usable:
            return self._fetch_or_serve_stale(call.key, usable, call, deadline)
        return self._fetch_miss(call.key, entry, call, deadline)

    def fetch_unlimited(self, call: CachedCall, deadline: Deadline) -> ParsedResponse:
        """Make a background call, exempt from rate limits. Raises GatewayError."""
        self.read_stored(call)
        return self._calls.send_unlimited(call, deadline)

    def read_entry(  # noqa: PLR0913 (what is read, and for whom)
        self,
        key: str | None,
        caller: Caller,
        about: str | None = None,
        shows: Sequence[Topic] = LISTENING,
        *,
        is_hideable: bool = False,
        consistent: bool = True,
    ) -> Entry | None:
        """Read an entry and authenticate its caller, in one batched read.

        The entry is returned as expired if the user `about` has since changed a topic it shows, and
        as unusable if it `is_hideable` and the user was since found to hide it. `consistent`:
        whether the latest write of that user counts.
        """
        changed = changes_key(about) if about else None
        keys = tuple(filter(None, (key, changed)))
        found = self._reader.read(keys, caller, consistent=consistent and changed is not None)
        entry = self._table.parse(found.get(key or ""), parse_entry, None)
        return self._invalidation.expire_if_changed(
            entry, found.get(changed or ""), shows, is_hideable=is_hideable
        )

    def read_stored(self, call: CachedCall) -> Entry | None:
        """Read the entry of a call and authenticate its caller, in one batched read."""
        return self.read_entry(
            call.key,
            call.caller,
            call.about,
            call.method.shows,
            is_hideable=call.is_hideable,
        )

    def _read_memory(self, call: CachedCall) -> Entry | None:
        if call.key is None or call.about:
            return None  # another environment's write must show at once
        if call.caller.bearer_key and call.caller.bearer_key.holder is None:
            return None  # authentication reads the table
        entry = self._memory.get(call.key, self._clock())
        if entry is not None:
            self._limiter.recall(call.caller)
            self._telemetry.count("MemoryHit")
        return entry

    def _to_answer(self, entry: Entry, call: CachedCall, use: CacheUse) -> Answer | None:
        """Return a stored answer, or None when its body is unreadable."""
        answer = self._store.to_answer(entry, call.etags, use)
        if answer and use == "HIT" and call.key and not call.about:
            self._memory.put(call.key, entry, self._clock())
        return answer

    def _fetch_uncached(self, call: CachedCall, deadline: Deadline) -> Answer:
        """Fetch an answer for this caller alone: neither shared nor stored."""
        self._calls.check(call)
        self._calls.spend(call)
        reply = self._calls.send(call, deadline).reply
        return Answer(reply.status, reply.body, "BYPASS", content_type=reply.content_type)

    def _fetch_with_own_key(
        self, stale: Entry | None, call: CachedCall, deadline: Deadline
    ) -> Answer:
        """Fetch with the caller's own API key; serve a shared stale answer on error."""
        try:
            return self._fetch_uncached(call, deadline)
        except GatewayError as error:
            answer = self._to_answer(stale, call, "STALE") if stale and error.is_transient else None
            if answer is None:
                raise
            return answer

    def _fetch_or_serve_stale(
        self, key: str, entry: Entry, call: CachedCall, deadline: Deadline
    ) -> Answer:
        """Refresh an expired entry if the lease is free, else serve it stale at once."""
        stale = self._to_answer(entry, call, "STALE")
        if stale is None:
            return self._fetch_miss(key, None, call, deadline)
        try:
            self._calls.check(call)
            turn = self._single_flight.acquire(key, entry)
            if turn.kind == "LEADER":
                self._spend(key, turn, call)
                return self._refresh(key, turn, call, deadline, has_stale=True)
            if turn.error:
                raise turn.error
        except GatewayError as error:
            if not error.is_transient:
                raise
        return stale

    def _fetch_miss(
        self, key: str, seen: Entry | None, call: CachedCall, deadline: Deadline
    ) -> Answer:
        """Fetch an answer with no usable entry, or wait for the request already in flight.

        A remembered failure is raised again and costs no call.
        """
        self._calls.check(call)
        if call.caller.is_unreadable:
            turn = Turn("UNCOORDINATED")
        else:
            turn = self._single_flight.acquire(key, seen)
        if turn.error:
            raise turn.error
        self._spend(key, turn, call)
        if turn.kind == "FOLLOWER":
            turn = self._single_flight.wait(key, turn, seen, deadline)
            if turn.error:
                raise turn.error
        if turn.kind == "STORED" and turn.entry:
            self._telemetry.count("Coalesced")
            answer = self._to_answer(turn.entry, call, "MISS")
            if answer:
                return answer
        return self._refresh(key, turn, call, deadline)

    def _refresh(
        self,
        key: str,
        turn: Turn,
        call: CachedCall,
        deadline: Deadline,
        *,
        has_stale: bool = False,
    ) -> Answer:
        """Fetch and store an answer; publish the outcome to the followers.

        A transient failure is remembered for some seconds, unless the deadline was too short to
        blame Last.fm and there is no stale entry to show meanwhile. So is that a user hides the
        answer, if the call says how long. After a call that was not sent, each follower makes its
        own.
        """
        had_time = has_stale or deadline.left() >= CONCLUSIVE_SECONDS
        try:
            parsed = self._calls.send(call, deadline)
        except (NotAttempted, Unconfigured):
            self._single_flight.release(key, turn, "")
            raise
        except GatewayError as error:
            if call.session and is_session_refusal(error):
                self._single_flight.release(key, turn, "")  # the followers may have another session
            else:
                kept = kept_for(error, had_time=had_time, hidden_ms=call.hidden_kept_ms)
                self._single_flight.release(key, turn, outcome_of(error), kept_for=kept)
            raise
        reply = parsed.reply
        fresh_for = limit_freshness(call.fresh_for, found=parsed.found)
        entry = make_entry(reply, self._clock(), fresh_for, turn.fence)
        stored = self._store_entry(key, entry, turn)
        self._telemetry.count("CacheMiss")
        return not_modified(entry, call.etags, "MISS", stored=stored) or Answer(
            reply.status,
            reply.body,
            "MISS",
            entry,
            stored=stored,
            content_type=reply.content_type,
        )

    def _store_entry(self, key: str, entry: Entry, turn: Turn) -> bool:
        """Store an entry if it fits and the lease is held; return whether it was stored."""
        if not self._store.fits(entry):
            self._single_flight.release(key, turn, NOT_STORED)
            return False
        if turn.kind != "LEADER":
            return False  # the table fails, or has a newer entry
        return self._store.store(key, entry)

    def _spend(self, key: str, turn: Turn, call: CachedCall) -> None:
        """Spend a call's first attempt. Raises RateLimited, after releasing the lease."""
        try:
            self._calls.spend(call)
        except RateLimited:
            self._single_flight.release(key, turn, "")
            raise


def _is_usable(entry: Entry, call: CachedCall, now: float) -> bool:
    """Return whether an entry may answer a call, fresh or stale."""
    is_too_old = call.max_age is not None and now - entry.stored_at >= call.max_age
    return entry.is_usable(now) and not is_too_old
