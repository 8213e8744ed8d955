"""The right to refresh one cached answer: held by one environment of the fleet at a time. Pure.

A lease is fenced by the time at which it was taken: an answer stored under an older lease never
replaces one stored under a newer. Times are whole milliseconds of unix time.
"""

import json
from typing import Final, NamedTuple

from lastfm_gateway.errors import GatewayError, UpstreamError, UpstreamFault
from lastfm_gateway.lastfm.response import LastfmResponse

#: How long a holder may take: one that died delays the others by no more. Milliseconds.
LASTS: Final = 5_000

#: How long a failure is remembered, so that nobody asks for the same again. Milliseconds.
FAILED_FOR: Final = 5_000

#: What a holder leaves behind when its answer was good but too large to be stored.
NOT_STORED: Final = "not stored"


class Lease(NamedTuple):
    """A lease as the table knows it; `outcome` is what became of it, if no answer was stored.

    One that expires later than its outcome was left stands for a failure that is remembered.
    """

    taken: int
    expires: int
    outcome: str = ""

    def is_over(self, now: int) -> bool:
        """Tell whether the next one may take it."""
        return self.expires <= now

    def failure(self, now: int) -> GatewayError | None:
        """Return the failure that is remembered, with how long it still is, if there is one."""
        if self.outcome in ("", NOT_STORED) or self.is_over(now):
            return None
        error = error_of(self.outcome)
        error.retry_after = -(-(self.expires - now) // 1000)
        return error


def outcome_of(error: GatewayError) -> str:
    """Return an error as a holder leaves it for those who wait for the same answer."""
    reply = error.reply if isinstance(error, UpstreamError | UpstreamFault) else None
    told = [reply.status, reply.content_type, reply.body.decode()] if reply else None
    return json.dumps([error.code, error.status, error.retry_after, error.message, told])


def error_of(outcome: str) -> GatewayError:
    """Return the error that a holder left."""
    code, status, retry_after, message, told = json.loads(outcome)
    error = UpstreamError(message, code=code, status=status, retry_after=retry_after)
    if told:
        error.reply = LastfmResponse(told[0], told[1], told[2].encode())
    return error


def may_hide_an_answer(before: Lease | None, seen_fence: int) -> bool:
    """Tell whether the lease before one's own may have stored an answer since one's own read.

    `seen_fence` is the fence of the answer that was read, 0 without one. A lease that stored what
    was read, or left an outcome, hides nothing.
    """
    return before is not None and not before.outcome and before.taken > seen_fence
