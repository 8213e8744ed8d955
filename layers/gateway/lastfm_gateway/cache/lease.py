"""Lease: the right to refresh one cache entry, held by one environment at a time. Pure.

The time at which a lease is taken is its fencing token: an entry stored under an older lease never
replaces one stored under a newer. Times are unix milliseconds.
"""

import json
from typing import Final, NamedTuple

from lastfm_gateway.errors import GatewayError, UpstreamError, UpstreamFault, is_hidden
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.limits.sliding_window import whole_seconds

#: How long a lease lasts: a holder that crashed delays the others by this much at most.
LEASE_MS: Final = 5_000

#: How long a failure is remembered, during which nobody repeats the call.
FAILURE_KEPT_MS: Final = 5_000

#: Outcome of a good answer that is too large to store.
NOT_STORED: Final = "not stored"


class Lease(NamedTuple):
    """A lease as stored in the table, with `outcome` set when no entry was stored.

    A lease with an outcome that has not expired is a remembered failure.
    """

    taken: int
    expires: int
    outcome: str = ""

    def is_over(self, now: int) -> bool:
        """Return whether the lease has expired."""
        return self.expires <= now

    def failure(self, now: int) -> GatewayError | None:
        """Return the remembered failure, else None.

        `retry_after` of a transient one is set to the seconds for which it is remembered.
        """
        if self.outcome in ("", NOT_STORED) or self.is_over(now):
            return None
        error = error_of(self.outcome)
        if error.is_transient:
            error.retry_after = whole_seconds(self.expires - now)
        return error


def outcome_of(error: GatewayError) -> str:
    """Serialize an error for the followers, as JSON."""
    reply = error.reply if isinstance(error, UpstreamError | UpstreamFault) else None
    sent = [reply.status, reply.content_type, reply.body.decode()] if reply else None
    return json.dumps([error.code, error.status, error.retry_after, error.message, sent])


def error_of(outcome: str) -> GatewayError:
    """Deserialize the leader's error."""
    code, status, retry_after, message, sent = json.loads(outcome)
    error = UpstreamError(message, code=code, status=status, retry_after=retry_after)
    if sent:
        error.reply = LastfmResponse(sent[0], sent[1], sent[2].encode())
    return error


def kept_for(error: GatewayError, *, had_time: bool, hidden_ms: int = 0) -> int:
    """Return for how many milliseconds a failure is remembered; 0 for not at all.

    `had_time`: the call was not cut off so early that this says nothing about Last.fm. `hidden_ms`
    is for a refusal to show what a user hides, which is no fault, but lasts.
    """
    if is_hidden(error):
        return hidden_ms
    return FAILURE_KEPT_MS if had_time and error.is_transient else 0


def may_hide_an_answer(before: Lease | None, seen_fence: int) -> bool:
    """Return whether the previous lease may have stored an entry after this caller's read.

    `seen_fence` is the fence of the entry that was read, 0 without one. A lease that stored that
    entry, or has an outcome, stored nothing newer.
    """
    return before is not None and not before.outcome and before.taken > seen_fence
