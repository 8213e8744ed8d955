"""Queue worker: delivers queued scrobbles to Last.fm, in order for each user.

Transient failures are retried after a pause that doubles; at a user's daily limit, every hour. A
batch of which only a part was accepted is sent again as a whole: Last.fm drops repeated scrobbles.
Scrobbles that Last.fm refuses for good go to the dead-letter queue at once and block no later ones.
Those that are too old by now are dropped.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.invalidation import Invalidation
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import (
    DEPLOYMENT_CODES,
    GatewayError,
    KeyNotPassedOn,
    UpstreamError,
    UpstreamTimeout,
)
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response_formats import JSON, MAPPED_JSON, XML
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.track_writes import SCROBBLE
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.scrobbling.queue import QueuedScrobbles, ScrobbleQueue, is_import
from lastfm_gateway.scrobbling.queued_answer import scrobbles_of
from lastfm_gateway.scrobbling.waiting import is_daily_limit_reached, without_expired
from lastfm_gateway.storage.sqs import BatchHandler, QueueFault, pause_after, waited
from lastfm_gateway.storage.worker import process_batch

#: The time limit of a batch, in seconds: well below the function's timeout.
BATCH_SECONDS: Final = 20.0

#: Seconds until scrobbles beyond their user's daily limit are sent again.
DAILY_LIMIT_PAUSE: Final = 3600


class DailyLimitReached(Exception):
    """Last.fm takes no more scrobbles of this user today."""


def scrobbler_handler() -> BatchHandler:
    """Return the Lambda handler: it takes an SQS batch and returns the messages to retry."""
    return open_scrobbler(Runtime.from_environment())


def open_scrobbler(runtime: Runtime) -> BatchHandler:
    """Return the Lambda handler over a runtime."""
    telemetry, queue = runtime.telemetry, runtime.queue
    worker = _ScrobbleWorker(queue, runtime.cache, telemetry, runtime.invalidation, runtime.clock)

    def begin(record: Mapping[str, Any]) -> None:
        telemetry.begin(record["messageId"])
        if not is_import(record["attributes"]["MessageGroupId"]):  # those may wait for days
            telemetry.waited("ScrobbleAge", waited(record, runtime.clock()))

    def postpone(receipt: str, pause: int) -> None:
        try:
            queue.postpone(receipt, pause)
        except QueueFault:
            telemetry.count("QueueFaults")  # redelivered after the queue's visibility timeout

    def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        deadline = Deadline.after(BATCH_SECONDS)
        failures = process_batch(
            event, lambda record: worker.settle(record, deadline), begin, postpone
        )
        telemetry.flush()
        return failures

    return handler


class _ScrobbleWorker:
    """Delivers messages of the queue."""

    def __init__(
        self,
        queue: ScrobbleQueue,
        cache: ResponseCache,
        telemetry: Telemetry,
        invalidation: Invalidation,
        clock: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._cache = cache
        self._telemetry = telemetry
        self._invalidation = invalidation
        self._clock = clock

    def settle(self, record: Mapping[str, Any], deadline: Deadline) -> int:
        """Deliver or dead-letter a message and return 0; else the seconds until its retry."""
        group = record["attributes"]["MessageGroupId"]
        try:
            if not self._deliver(record, deadline):
                self._queue.bury(record["body"], group, record["messageId"])
                self._telemetry.count("ScrobblesRefused")
        except DailyLimitReached:
            self._telemetry.count("ScrobblesPostponed")
            return DAILY_LIMIT_PAUSE
        except QueueFault:
            self._telemetry.count("QueueFaults")
        except GatewayError:
            self._telemetry.count("ScrobblesPostponed")
        except Exception as error:  # noqa: BLE001 (one message must not break off its batch)
            self._telemetry.failed(error)
        else:
            return 0
        return pause_after(int(record["attributes"]["ApproximateReceiveCount"]))

    def _deliver(self, record: Mapping[str, Any], deadline: Deadline) -> bool:
        """Deliver a message; False if it is undeliverable.

        Raises GatewayError or DailyLimitReached to retry later.
        """
        if not deadline.left():
            raise UpstreamTimeout  # KMS or Last.fm is slow: stop before Lambda's timeout
        try:
            scrobbles = self._queue.read(record["body"], record["attributes"]["MessageGroupId"])
        except QueueFault:
            return False
        current = self._drop_expired(scrobbles)
        return current is None or self._send(current, deadline)

    def _drop_expired(self, scrobbles: QueuedScrobbles) -> QueuedScrobbles | None:
        """Return scrobbles without those that Last.fm no longer takes; None if none are left.

        A presigned call cannot be changed: it is dropped as a whole, or not at all.
        """
        kept, dropped = without_expired(scrobbles.parameters, self._clock())
        if not dropped:
            return scrobbles
        is_empty = not scrobbles_of(kept)
        if scrobbles.presigned and not is_empty:
            return scrobbles
        self._telemetry.count("ScrobblesExpired", dropped)
        return None if is_empty else QueuedScrobbles(kept, presigned=False)

    def _send(self, scrobbles: QueuedScrobbles, deadline: Deadline) -> bool:
        """Send scrobbles; False if Last.fm refuses them for good. Raises as `_deliver`."""
        own = JSON if scrobbles.parameters.get("format") == "json" else XML
        call = CachedCall(
            method=SCROBBLE,
            parameters=scrobbles.parameters,
            caller=Caller("caller#queue"),
            response_format=own if scrobbles.presigned else MAPPED_JSON,
            presigned=scrobbles.presigned,
        )
        try:
            answer = self._cache.fetch_unlimited(call, deadline)
        except (UpstreamError, KeyNotPassedOn) as error:
            is_ours = error.code in DEPLOYMENT_CODES and not scrobbles.presigned
            passes = error.is_transient or is_ours
            if passes:
                raise
            self._invalidation.record_waiting(call, "dropped")
            return False
        if is_daily_limit_reached(answer.reply.body):
            raise DailyLimitReached
        self._telemetry.count("QueueDelivered", int(answer.found))
        return answer.found
