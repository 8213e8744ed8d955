"""Cached reads of one user's listening within one request, bounded in calls and in time."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import replace
from http import HTTPStatus
from typing import Any, Final

from lastfm_gateway.cache.batch_fetch import BatchFetch
from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.entity_lookup import LOOKUP_SECONDS, EntityLookup
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.planning import REST_PARTS, CallPlanner, Scope
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import BadRequest, UpstreamError
from lastfm_gateway.faces.listening.calls import ListeningCall
from lastfm_gateway.faces.listening.privacy import Privacy
from lastfm_gateway.faces.listening.stored_entries import StoredEntries
from lastfm_gateway.history.access import HIDDEN
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.validation import validate

#: Answers that stay fresh longer than the REST families', or that need the user's session.
_SCOPE: Final = Scope("listening", least=1)

#: The most calls to Last.fm in one request.
MAX_CALLS_PER_REQUEST: Final = 55

#: After so many calls a request serves usable stale entries instead of refreshing them.
RENEWS_UNTIL: Final = 3

#: Time limits in seconds: of all of a request's calls (API Gateway times out after 29 s, and the
#: result must be counted and stored by then), and the least left to start one.
REQUEST_SECONDS: Final = 20.0
LEAST_LEFT: Final = 3.0


class RequestCallsSpent(Exception):
    """The request may make no more calls, or has no time for one. The next request continues."""


class ListeningReader:
    """Reads the listening of the key's holder. Raises GatewayError and RequestCallsSpent.

    `fresh_until` is the unix time when the first answer that was read goes stale.
    """

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        caller: Caller,
        now: float,
        cache: ResponseCache,
        planner: CallPlanner,
        limiter: RateLimiter,
        stored: StoredEntries,
        privacy: Privacy,
        new_batch: Callable[[bool], BatchFetch],
        new_lookup: Callable[[Caller, Deadline], EntityLookup],
    ) -> None:
        """`caller` has an authenticated key. `new_batch` takes whether its calls are needed."""
        self.user = caller.holder.user
        self.now = now
        self.fresh_until = now + 30 * DAY
        self._caller = caller
        self._cache = cache
        self._planner = planner
        self._limiter = limiter
        self._stored = stored
        self._privacy = privacy
        self._new_batch = new_batch
        self._new_lookup = new_lookup
        self._calls = 0
        self._deadline = Deadline.after(REQUEST_SECONDS)
        self._is_optional = False

    @contextmanager
    def optional_calls(self) -> Iterator[None]:
        """Make the calls of the `with` block optional: part of the caller's quota stays unspent."""
        self._is_optional = True
        try:
            yield
        finally:
            self._is_optional = False

    def calls_left(self) -> int:
        """Return how many more calls this request may make."""
        return MAX_CALLS_PER_REQUEST - self._calls

    def time_left(self) -> float:
        """Return for how many more seconds this request may start calls."""
        return max(0.0, self._deadline.left() - LEAST_LEFT)

    def optional_calls_left(self) -> int:
        """Return how many calls may go into details after the rows were counted.

        After more than RENEWS_UNTIL calls, all that are left. Else that few, and only for a caller
        whose quota is untouched: repeating a request whose answers are stored costs no calls.
        """
        if self._calls > RENEWS_UNTIL:
            return self.calls_left()
        return RENEWS_UNTIL if self._limiter.has_full_quota(self._caller) else 0

    def new_lookup(self) -> EntityLookup:
        """Return a lookup of details, within the time left."""
        deadline = Deadline.after(min(LOOKUP_SECONDS, self.time_left()))
        return self._new_lookup(self._caller, deadline)

    def is_valid(self, call: ListeningCall) -> bool:
        """Return whether a call's parameters pass validation: some of Last.fm's names do not."""
        try:
            self._plan(call)
        except BadRequest:
            return False
        return True

    def stored(self, call: ListeningCall) -> dict[str, Any] | None:
        """Return the stored usable answer, fresh or stale, without a call; None for none."""
        entry = self._stored.usable(self._plan(call))
        answer: dict[str, Any] | None = json.loads(entry.body()) if entry else None
        return answer

    def count_missing(self, calls: Sequence[ListeningCall]) -> int:
        """Return how many of some calls have no usable stored answer."""
        return len(self._missing(calls))

    def prefetch(self, calls: Sequence[ListeningCall]) -> None:
        """Fetch missing answers in parallel, as far as calls and time allow. Raises as `fetch`.

        The first goes alone: if it fails, the others would probably fail too.
        """
        missing = self._missing(calls)
        if not missing:
            return
        self.fetch(missing[0])
        planned = [self._plan(call) for call in missing[1:]][: self.calls_left()]
        with_session = [self._privacy.with_session(call) for call in planned]
        deadline = Deadline.after(self.time_left())
        batch = self._new_batch(not self._is_optional)
        self._stored.add(batch.fetch(with_session, deadline, len(with_session)))
        self._calls += batch.calls

    def fetch(self, call: ListeningCall) -> dict[str, Any]:
        """Return the answer to a call, stored or fetched.

        If the user hides recent listening, the call is repeated with the session of their key.
        """
        planned = self._plan(call)
        entry = self._stored.usable(planned)
        if entry and (entry.is_fresh(self.now) or self._calls >= RENEWS_UNTIL):
            return self._decode(entry.body(), entry)
        if not self._may_call():
            raise RequestCallsSpent
        try:
            answer = self._fetch(planned)
        except UpstreamError as error:
            if error.code != HIDDEN:
                raise
            self._calls += 1
            self._privacy.remember_hidden(call.method)
            return self.fetch(call)
        if answer.entry:
            self._stored.add({planned.key or "": answer.entry})
        if answer.status != HTTPStatus.OK:
            raise _not_found(answer.body)
        return self._decode(answer.body, answer.entry)

    def _missing(self, calls: Sequence[ListeningCall]) -> list[ListeningCall]:
        planned = [self._plan(call) for call in calls]
        self._stored.load(planned)
        pairs = zip(calls, planned, strict=True)
        return [call for call, plan in pairs if self._stored.usable(plan) is None]

    def _may_call(self) -> bool:
        if not self.calls_left() or not self.time_left():
            return False
        return not self._is_optional or bool(self._limiter.to_spare(self._caller))

    def _fetch(self, call: CachedCall) -> Answer:
        deadline = Deadline.after(min(CALL_SECONDS, self._deadline.left()))
        answer = self._cache.fetch(self._privacy.with_session(call), deadline)
        if answer.use != "HIT":
            self._calls += 1
        return answer

    def _plan(self, call: ListeningCall) -> CachedCall:
        """Return the cached call, without a session. Raises BadRequest.

        Answers that a session reads have cache keys of their own. The session is not part of the
        key.
        """
        method = call.method
        parameters = validate(
            method.parameters,
            {"user": [self.user], **{name: [text] for name, text in call.parameters.items()}},
        )
        is_hidden = self._privacy.hides(method)
        lasts_longer = call.fresh_for > method.freshness(parameters, self.now)
        is_own = lasts_longer or bool(call.variant) or is_hidden
        varies_by = {"more": call.variant} if is_own else {}
        if is_hidden:
            varies_by["session of"] = self.user
        planned = self._planner.plan(
            method,
            parameters,
            self._caller,
            _SCOPE if is_own else REST_PARTS,
            varies_by=varies_by,
            at_least=call.fresh_for,
        )
        return replace(planned, about=None if call.is_settled else self.user)

    def _decode(self, body: bytes, entry: Entry | None) -> dict[str, Any]:
        if entry is not None:
            self.fresh_until = min(self.fresh_until, entry.fresh_until)
        answer: dict[str, Any] = json.loads(body)
        return answer


def _not_found(body: bytes) -> UpstreamError:
    error = json.loads(body)
    return UpstreamError(error["message"], code=error["error"], status=404)
