"""Scrobbles that are not lost: what Last.fm cannot take now waits in a queue."""

import hashlib
import hmac
from copy import replace
from typing import TYPE_CHECKING, Final

from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.errors import (
    GatewayError,
    NotAttempted,
    NotQueued,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.scrobbling.queue import QueuedScrobbles
from lastfm_gateway.scrobbling.tally import Amount, Tally
from lastfm_gateway.storage.sqs import QueueFault
from lastfm_gateway.storage.table import TableFault

if TYPE_CHECKING:
    from lastfm_gateway.composition import Runtime

SCROBBLE: Final = "track.scrobble"

#: What one user may have queued in a day: a track every half minute, the least that counts as
#: heard, and its names.
MOST_A_DAY: Final = Amount(number=2880, size=2 * 1024 * 1024)


def answer(runtime: "Runtime", call: CachedCall, deadline: Deadline) -> Answer:
    """Return the answer to a call; that to scrobbles says whether Last.fm has them or the queue.

    Raises GatewayError, also for scrobbles that the queue cannot take.
    """
    if call.method.name != SCROBBLE:
        return runtime.gateway.fetch(call, deadline)
    try:
        return replace(runtime.gateway.fetch(call, deadline), delivery="delivered")
    except (NotAttempted, UpstreamError, UpstreamFault) as error:
        if not error.is_transient or not runtime.queue:
            raise
        return _queued(runtime, call, error)


def _queued(runtime: "Runtime", call: CachedCall, error: GatewayError) -> Answer:
    from lastfm_gateway.scrobbling import queued_answer  # noqa: PLC0415 (on this rare path only)

    taken = queued_answer.rows(call.parameters)
    signed = not call.presigned or "api_sig" in call.parameters
    if not queued_answer.can_wait(taken) or "sk" not in call.parameters or not signed:
        raise error  # Last.fm will refuse it, and say why
    if isinstance(error, NotAttempted):
        runtime.limiter.spend(call.caller)  # a call that is not sent is free, a message is not
    try:
        message = QueuedScrobbles(call.parameters, call.presigned)
        _admit(runtime, call, Amount(len(taken), message.size), error)
        runtime.queue.send(message)
    except TableFault as fault:
        runtime.telemetry.table_fault(fault.reason)
        raise error from None
    except QueueFault:
        runtime.telemetry.count("QueueFaults")
        raise error from None
    runtime.telemetry.count("ScrobblesQueued", len(taken))
    reply = queued_answer.reply(taken, call.response_format)
    return Answer(
        reply.status, reply.body, "BYPASS", content_type=reply.content_type, delivery="queued"
    )


def _admit(runtime: "Runtime", call: CachedCall, amount: Amount, error: GatewayError) -> None:
    """Count scrobbles for their user. Raises NotQueued for a stranger's, and for too many."""
    user = runtime.sessions.user_of(call)
    if user is None:
        runtime.telemetry.count("ScrobblesNotQueued", amount.number)
        raise NotQueued("nothing is kept for a session that is not known here", error.retry_after)
    now = int(runtime.clock())
    secret = runtime.settings.address_key.encode()
    name = hmac.new(secret, user.encode(), hashlib.sha256).hexdigest()[:40]
    key = f"queued#{now // DAY}#{name}"
    if not Tally(runtime.table).add(key, amount, MOST_A_DAY, now + DAY):
        runtime.telemetry.count("ScrobblesNotQueued", amount.number)
        raise NotQueued("too many scrobbles of this user wait already", error.retry_after)
