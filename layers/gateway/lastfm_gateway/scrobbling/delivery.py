"""Delivers scrobbles, or queues them while Last.fm cannot take them."""

import hashlib
import hmac
from collections.abc import Callable
from copy import replace
from typing import Final

from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.known_sessions import Sessions
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import (
    GatewayError,
    NotAttempted,
    NotQueued,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import RateLimiter
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.scrobbling.queue import QueuedScrobbles, ScrobbleQueue
from lastfm_gateway.scrobbling.tally import Amount, Tally
from lastfm_gateway.storage.sqs import QueueFault
from lastfm_gateway.storage.table import TableFault

#: What one user may have queued in a day: a track every half minute, the least that counts as
#: heard, and its names.
MOST_A_DAY: Final = Amount(number=2880, size=2 * 1024 * 1024)


class ScrobbleDelivery:
    """Sends scrobbles to Last.fm, and queues those of known sessions when that fails."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        cache: ResponseCache,
        queue: ScrobbleQueue,
        sessions: Sessions,
        tally: Tally,
        limiter: RateLimiter,
        telemetry: Telemetry,
        clock: Callable[[], float],
        secret: str,
    ) -> None:
        """Take the parts; `secret` keys the hashes that name users in the tally."""
        self._cache = cache
        self._queue = queue
        self._sessions = sessions
        self._tally = tally
        self._limiter = limiter
        self._telemetry = telemetry
        self._clock = clock
        self._secret = secret

    def fetch(self, call: CachedCall, deadline: Deadline) -> Answer:
        """Return the answer to scrobbles; its `delivery` says whether they were queued.

        Raises GatewayError, also for scrobbles that the queue does not take.
        """
        try:
            return replace(self._cache.fetch(call, deadline), delivery="delivered")
        except (NotAttempted, UpstreamError, UpstreamFault) as error:
            if not error.is_transient or not self._queue:
                raise
            return self._enqueue(call, error)

    def _enqueue(self, call: CachedCall, error: GatewayError) -> Answer:
        """Queue scrobbles that failed with an error; raise that error if they cannot wait."""
        from lastfm_gateway.scrobbling import queued_answer  # noqa: PLC0415 (a rare path)

        scrobbles = queued_answer.rows(call.parameters)
        signed = not call.presigned or "api_sig" in call.parameters
        if not queued_answer.can_wait(scrobbles) or "sk" not in call.parameters or not signed:
            raise error  # Last.fm will refuse them, and say why
        if isinstance(error, NotAttempted):
            self._limiter.spend(call.caller)  # a call that is not sent is free, a message is not
        try:
            message = QueuedScrobbles(call.parameters, call.presigned)
            self._admit(call, Amount(len(scrobbles), message.size), error)
            self._queue.send(message)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            raise error from None
        except QueueFault:
            self._telemetry.count("QueueFaults")
            raise error from None
        self._telemetry.count("ScrobblesQueued", len(scrobbles))
        reply = queued_answer.reply(scrobbles, call.response_format)
        return Answer(
            reply.status, reply.body, "BYPASS", content_type=reply.content_type, delivery="queued"
        )

    def _admit(self, call: CachedCall, amount: Amount, error: GatewayError) -> None:
        """Count scrobbles for their user. Raises NotQueued for unknown sessions and too many."""
        user = self._sessions.user_of(call)
        if user is None:
            self._telemetry.count("ScrobblesNotQueued", amount.number)
            raise NotQueued(
                "nothing is kept for a session that is not known here", error.retry_after
            )
        now = int(self._clock())
        name = hmac.new(self._secret.encode(), user.encode(), hashlib.sha256).hexdigest()[:40]
        key = f"queued#{now // DAY}#{name}"
        if not self._tally.add(key, amount, MOST_A_DAY, now + DAY):
            self._telemetry.count("ScrobblesNotQueued", amount.number)
            raise NotQueued("too many scrobbles of this user wait already", error.retry_after)
