"""Cached calls about one user within one request, bounded in calls and in time."""

import json
from collections.abc import Callable, Mapping
from copy import replace
from http import HTTPStatus
from typing import Any, Final

from lastfm_gateway import methods
from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.entity_lookup import LOOKUP_SECONDS, EntityLookup
from lastfm_gateway.cache.planning import REST_PARTS, CallPlanner, Scope
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.history.access import HistoryAccess
from lastfm_gateway.history.payment import CallAllowance
from lastfm_gateway.history.recent_tracks import parse_not_found
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.validation import validate

#: Answers that a session reads, or that are shared for less time than the REST families'.
_SCOPE: Final = Scope("listening", least=1)

#: The most calls of a request that also reads scrobbles, if those are stored.
FEW: Final = 3

#: Time limits in seconds: of all of a request's calls (API Gateway times out after 29 s, and the
#: result must be counted and stored by then), and the least left to start one.
REQUEST_SECONDS: Final = 20.0
LEAST_LEFT: Final = 3.0


class RequestCallsSpent(Exception):
    """The request may make no more calls, or has no time for one. The next request continues."""


class ListeningReader:
    """Makes calls about the key's holder. Raises GatewayError and RequestCallsSpent.

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
        access: HistoryAccess,
        new_lookup: Callable[[Caller, Deadline], EntityLookup],
        allowance: CallAllowance,
    ) -> None:
        """`caller` has an authenticated key. `allowance` is shared with what reads scrobbles."""
        self.user = caller.holder.user
        self.now = now
        self.fresh_until = now + 30 * DAY
        self._caller = caller
        self._cache = cache
        self._planner = planner
        self._access = access
        self._limiter = limiter
        self._new_lookup = new_lookup
        self._allowance = allowance
        self._deadline = Deadline.after(REQUEST_SECONDS)

    def expire_within(self, seconds: int) -> None:
        """Let the answer stay fresh for at most so many seconds."""
        self.fresh_until = min(self.fresh_until, self.now + seconds)

    def calls_left(self) -> int:
        """Return how many more calls this request may make."""
        return max(0, self._allowance.left)

    def few_calls_left(self) -> int:
        """Return how many lookups a request that also reads scrobbles may make.

        The caller's other calls of the last minute count too, so that repeating a request whose
        answers are stored costs no calls. What this request's reading of the history costs does
        not.
        """
        return min(self.calls_left(), max(0, FEW + 1 - self._limiter.spent(self._caller)))

    def new_lookup(self) -> EntityLookup:
        """Return a lookup of details, within the time left. It makes no call if few are left."""
        may_call = self.calls_left() >= FEW
        deadline = Deadline.after(min(LOOKUP_SECONDS, self._time_left()) if may_call else 0)
        return self._new_lookup(self._caller, deadline)

    def fetch(
        self, name: str, parameters: Mapping[str, str], *, fresh_for: int = 0
    ) -> dict[str, Any]:
        """Return the answer of a method to a call about the user.

        If the user hides recent listening, the call is repeated with the session of their key. The
        REST families' cache entry is shared, unless `fresh_for` is the least time in seconds that
        the answer stays fresh.
        """
        method = methods.get(name)
        sent = {"user": self.user, **parameters}
        validated = validate(method.parameters, {key: [text] for key, text in sent.items()})
        own = {"more": ""} if fresh_for else {}

        def call(session: str | None) -> CachedCall:
            varies_by = {**own, **({"session of": self.user} if session else {})}
            planned = self._planner.plan(
                method,
                validated,
                self._caller,
                _SCOPE if varies_by else REST_PARTS,
                varies_by=varies_by,
                at_least=fresh_for,
            )
            if session is None:
                return planned
            return replace(planned, parameters={**planned.parameters, "sk": session})

        answer = self._access.fetch(lambda session: self._send(call(session)))
        if answer.entry is not None:
            self.fresh_until = min(self.fresh_until, answer.entry.fresh_until)
        content: dict[str, Any] = json.loads(answer.body)
        return content

    def _send(self, call: CachedCall) -> Answer:
        if not self.calls_left() or not self._time_left():
            raise RequestCallsSpent
        answer = self._cache.fetch(call, Deadline.after(min(CALL_SECONDS, self._deadline.left())))
        if answer.use != "HIT":
            self._allowance.left -= 1
        if answer.status != HTTPStatus.OK:
            raise parse_not_found(answer.body)
        return answer

    def _time_left(self) -> float:
        return max(0.0, self._deadline.left() - LEAST_LEFT)
