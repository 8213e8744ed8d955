"""Scrobble delivery: sends scrobbles to Last.fm, or queues them while it is unavailable."""

from collections.abc import Callable
from copy import replace
from typing import Final

from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.invalidation import Invalidation
from lastfm_gateway.cache.known_sessions import KnownSessions
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import (
    GatewayError,
    NotAttempted,
    NotQueued,
    RateLimited,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.keyed_hash import keyed_hash
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import RateLimiter
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.scrobbling.queue import QueuedScrobbles, ScrobbleQueue
from lastfm_gateway.scrobbling.queue_quota import Amount, QueueQuota
from lastfm_gateway.storage.sqs import QueueFault
from lastfm_gateway.storage.table import TableFault

#: The most that is queued for one user in a day. Last.fm accepts tracks of 30 seconds and more, of
#: which a day has 2880.
DAILY_QUOTA: Final = Amount(number=2880, size=2 * 1024 * 1024)


class ScrobbleDelivery:
    """Sends scrobbles to Last.fm, and queues those of known sessions when that fails."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        cache: ResponseCache,
        queue: ScrobbleQueue,
        sessions: KnownSessions,
        invalidation: Invalidation,
        quota: QueueQuota,
        limiter: RateLimiter,
        telemetry: Telemetry,
        clock: Callable[[], float],
        secret: str,
    ) -> None:
        """`secret`: keys the hashes that stand for users in the quota's items."""
        self._cache = cache
        self._queue = queue
        self._sessions = sessions
        self._invalidation = invalidation
        self._quota = quota
        self._limiter = limiter
        self._telemetry = telemetry
        self._clock = clock
        self._secret = secret

    def fetch(self, call: CachedCall, deadline: Deadline) -> Answer:
        """Deliver or queue scrobbles. The answer's `delivery` is "delivered" or "queued".

        Raises NotQueued (503) for scrobbles that the queue refuses, and Last.fm's error for those
        that cannot be queued.
        """
        try:
            return replace(self._cache.fetch(call, deadline), delivery="delivered")
        except (NotAttempted, UpstreamError, UpstreamFault) as error:
            if not error.is_transient or not self._queue:
                raise
            # A call that was not attempted was not charged; its message is.
            return self.enqueue(call, error, is_charged=isinstance(error, NotAttempted))

    def fetch_for_holder(
        self, call: CachedCall, deadline: Deadline, *, is_import: bool = False
    ) -> Answer:
        """Deliver or queue scrobbles of a key's holder.

        Unlike in `fetch`, those that exceed the caller's rate limit are queued too: the clients of
        some faces never send them again. The holder's daily quota of the queue bounds them.
        """
        try:
            return replace(self._cache.fetch(call, deadline), delivery="delivered")
        except (NotAttempted, RateLimited, UpstreamError, UpstreamFault) as error:
            if not error.is_transient:
                raise
            return self.enqueue(call, error, is_import=is_import)

    def enqueue(
        self,
        call: CachedCall,
        error: GatewayError,
        *,
        is_import: bool = False,
        is_charged: bool = False,
    ) -> Answer:
        """Queue scrobbles that failed with `error`. Raises `error` if they cannot be queued.

        `is_import`: they wait in a message group of their own, and have a quota of their own.
        `is_charged`: a call of the caller's rate limit is spent. Raises RateLimited.
        """
        if not self._queue:
            raise error
        from lastfm_gateway.scrobbling import queued_answer  # noqa: PLC0415 (a rare path)

        scrobbles = queued_answer.scrobbles_of(call.parameters)
        is_signed = not call.presigned or "api_sig" in call.parameters
        has_session = "sk" in call.parameters
        if not (queued_answer.are_complete(scrobbles) and has_session and is_signed):
            raise error  # Last.fm would refuse them later
        if is_charged:
            self._limiter.spend(call.caller)
        try:
            message = QueuedScrobbles(call.parameters, call.presigned)
            amount = Amount(len(scrobbles), message.size)
            self._spend_quota(call, amount, error, is_import=is_import)
            self._queue.send(message, is_import=is_import)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            raise error from None
        except QueueFault:
            self._telemetry.count("QueueFaults")
            raise error from None
        self._invalidation.record_waiting(call, "queued")
        self._telemetry.count("ScrobblesQueued", len(scrobbles))
        response = queued_answer.render(scrobbles, call.response_format)
        return Answer(
            response.status,
            response.body,
            "BYPASS",
            content_type=response.content_type,
            delivery="queued",
        )

    def _spend_quota(
        self, call: CachedCall, amount: Amount, error: GatewayError, *, is_import: bool
    ) -> None:
        """Spend the user's quota. Raises NotQueued (503) if it is spent or the session unknown."""
        user = self._sessions.user_of(call)
        if user is None:
            self._telemetry.count("ScrobblesNotQueued", amount.number)
            raise NotQueued(
                "nothing is queued for a session that is not known here", error.retry_after
            )
        now = int(self._clock())
        name = keyed_hash(self._secret, user)[:40]
        key = f"{'queued-import' if is_import else 'queued'}#{now // DAY}#{name}"
        if not self._quota.spend(key, amount, DAILY_QUOTA, now + DAY):
            self._telemetry.count("ScrobblesNotQueued", amount.number)
            raise NotQueued("too many scrobbles of this user are queued", error.retry_after)
