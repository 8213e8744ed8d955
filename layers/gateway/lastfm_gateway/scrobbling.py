"""Scrobbles that are not lost: what Last.fm cannot take now waits in a queue."""

from copy import replace
from typing import TYPE_CHECKING, Final

from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.adapters.scrobble_queue import Scrobbles
from lastfm_gateway.adapters.sqs import QueueFault
from lastfm_gateway.calls import Answer, Call
from lastfm_gateway.errors import Resting, UpstreamError, UpstreamFault

if TYPE_CHECKING:
    from lastfm_gateway.runtime import Runtime

SCROBBLE: Final = "track.scrobble"


def answer(runtime: "Runtime", call: Call, deadline: Deadline) -> Answer:
    """Return the answer to a call; that to scrobbles says whether Last.fm has them or the queue.

    Raises GatewayError, also for scrobbles that the queue cannot take.
    """
    if call.method.name != SCROBBLE:
        return runtime.gateway.answer(call, deadline)
    try:
        return replace(runtime.gateway.answer(call, deadline), delivery="delivered")
    except (UpstreamError, UpstreamFault) as error:
        if not error.retry_after or not runtime.queue:
            raise
        return _queued(runtime, call, error)


def _queued(runtime: "Runtime", call: Call, error: UpstreamError | UpstreamFault) -> Answer:
    from lastfm_gateway.core import scrobbles  # noqa: PLC0415 (on this rare path only)

    taken = scrobbles.rows(call.parameters)
    if not scrobbles.can_wait(taken) or "sk" not in call.parameters:
        raise error  # Last.fm will refuse it, and say why
    if isinstance(error, Resting):
        runtime.limiter.spend(call.caller)  # a call that is not sent is free, a message is not
    try:
        runtime.queue.send(Scrobbles(call.parameters, call.sealed))
    except QueueFault:
        runtime.telemetry.count("QueueFaults")
        raise error from None
    runtime.telemetry.count("ScrobblesQueued", len(taken))
    reply = scrobbles.reply(taken, call.dialect)
    return Answer(
        reply.status, reply.body, "BYPASS", content_type=reply.content_type, delivery="queued"
    )
