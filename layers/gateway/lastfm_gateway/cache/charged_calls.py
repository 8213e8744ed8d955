"""Charged calls: calls to Last.fm that count against their caller's rate limit."""

from collections.abc import Callable

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.invalidation import Invalidation
from lastfm_gateway.cache.known_sessions import KnownSessions
from lastfm_gateway.errors import GatewayError, NotAttempted, Unconfigured, UpstreamError
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.limits.rate_limiter import RateLimiter


class ChargedCalls:
    """Checks, charges and sends calls; records what their responses change and prove."""

    def __init__(
        self,
        client: LastfmClient,
        limiter: RateLimiter,
        invalidation: Invalidation,
        sessions: KnownSessions,
    ) -> None:
        self._client = client
        self._limiter = limiter
        self._invalidation = invalidation
        self._sessions = sessions

    def check(self, call: CachedCall) -> None:
        """Raise RateLimited or NotAttempted if a call would be refused now. Writes nothing."""
        self._limiter.check(call.caller)
        self._client.check(call)

    def spend(self, call: CachedCall) -> None:
        """Spend a call's first attempt. Raises RateLimited."""
        self._limiter.spend(call.caller)

    def send(self, call: CachedCall, deadline: Deadline) -> ParsedResponse:
        """Send a call whose first attempt is spent: spend retries, refund a call not sent.

        Raises GatewayError.
        """

        def pay() -> bool:
            return self._limiter.spend_up_to(call.caller, 1) == 1

        try:
            signed = call.with_session()
        except GatewayError:
            self._limiter.refund(call.caller, 1)
            raise
        try:
            parsed = self._client.send(signed, deadline, pay)
        except (NotAttempted, Unconfigured):
            self._limiter.refund(call.caller, 1)
            raise
        except UpstreamError as error:
            self._invalidation.record_refusal(call, error)
            raise
        self._record(call, parsed, deadline, pay)
        return parsed

    def send_unlimited(self, call: CachedCall, deadline: Deadline) -> ParsedResponse:
        """Send a background call, exempt from rate limits. Raises GatewayError."""
        parsed = self._client.send(call, deadline, _pay_nothing)
        self._record(call, parsed, deadline, _pay_nothing)
        return parsed

    def _record(
        self, call: CachedCall, parsed: ParsedResponse, deadline: Deadline, pay: Callable[[], bool]
    ) -> None:
        """Invalidate what a write changed; learn the session it proves."""
        if call.method.changes and parsed.found:
            self._invalidation.record_write(call, parsed.reply.body, deadline, pay)
        if parsed.found:
            self._sessions.learn(call, parsed)


def _pay_nothing() -> bool:
    """Allow a retry without spending."""
    return True
