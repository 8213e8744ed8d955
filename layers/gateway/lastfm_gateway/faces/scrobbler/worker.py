"""Queue worker: delivers queued scrobbles to Last.fm, in order for each user.

Transient failures are retried after a pause that doubles. Scrobbles that Last.fm refuses for good
go to the dead-letter queue at once and block no later ones. Only workers import Powertools' batch
utilities, which take a while to import (decision 43).
"""

from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.utilities.batch import (
    ExceptionInfo,
    FailureResponse,
    SqsFifoPartialProcessor,
    SuccessResponse,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError, KeyNotPassedOn, UpstreamError, UpstreamTimeout
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response_formats import JSON, MAPPED_JSON, XML
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.track_writes import SCROBBLE
from lastfm_gateway.scrobbling.queue import pause_after
from lastfm_gateway.storage.sqs import BatchHandler, QueueFault, waited

#: The time limit of a batch, in seconds: well below the function's timeout.
PATIENCE: Final = 20.0

#: Errors of the deployment's key, secret or account, not of the scrobbles.
_OURS: Final = frozenset({10, 13, 26})


def scrobbler_handler() -> BatchHandler:
    """Return the Lambda handler: it takes an SQS batch and returns the messages to retry."""
    runtime = Runtime.from_environment()

    def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        deadline = Deadline.after(PATIENCE)

        def settle(record: SQSRecord) -> None:
            pause = _settle(runtime, record, deadline)
            if pause:
                raise _Postponed(pause)

        processor = _ScrobbleProcessor(runtime)
        with processor(event["Records"], settle):
            processor.process()
        runtime.telemetry.flush()
        return dict(processor.response())

    return handler


class _Postponed(Exception):
    """The message is delivered again after `pause` seconds."""

    def __init__(self, pause: int) -> None:
        super().__init__()
        self.pause = pause


class _ScrobbleProcessor(SqsFifoPartialProcessor):
    """Processes one batch; later messages of a postponed message's group get the same pause."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(skip_group_on_error=True)
        self.raise_on_entire_batch_failure = False
        self._runtime = runtime
        self._pauses: dict[str, int] = {}

    def _process_record(self, record: dict[str, Any]) -> SuccessResponse | FailureResponse:
        """Mark telemetry for each message, skipped ones too."""
        self._runtime.telemetry.begin(record["messageId"])
        self._runtime.telemetry.waited("ScrobbleAge", waited(record, self._runtime.clock()))
        result: SuccessResponse | FailureResponse = super()._process_record(record)  # type: ignore[no-untyped-call]
        return result

    def failure_handler(self, record: SQSRecord, exception: ExceptionInfo) -> FailureResponse:
        """Postpone a message that failed, or was skipped for an earlier one of its group."""
        group, error = record["attributes"]["MessageGroupId"], exception[1]
        if isinstance(error, _Postponed):
            self._pauses[group] = error.pause
        _postpone(self._runtime, record, self._pauses[group])
        return super().failure_handler(record, exception)


def _settle(runtime: Runtime, record: Mapping[str, Any], deadline: Deadline) -> int:
    """Deliver or dead-letter a message and return 0; else the seconds until its retry."""
    group = record["attributes"]["MessageGroupId"]
    try:
        if not _deliver(runtime, record, deadline):
            runtime.queue.bury(record["body"], group, record["messageId"])
            runtime.telemetry.count("ScrobblesRefused")
    except QueueFault:
        runtime.telemetry.count("QueueFaults")
    except GatewayError:
        runtime.telemetry.count("ScrobblesPostponed")
    except Exception as error:  # noqa: BLE001 (one message must not break off its batch)
        runtime.telemetry.failed(error)
    else:
        return 0
    return pause_after(int(record["attributes"]["ApproximateReceiveCount"]))


def _postpone(runtime: Runtime, record: Mapping[str, Any], pause: int) -> None:
    try:
        runtime.queue.postpone(record["receiptHandle"], pause)
    except QueueFault:
        runtime.telemetry.count("QueueFaults")  # redelivered after the queue's visibility timeout


def _deliver(runtime: Runtime, record: Mapping[str, Any], deadline: Deadline) -> bool:
    """Deliver a message; False if it is undeliverable. Raises GatewayError to retry later."""
    if not deadline.left():
        raise UpstreamTimeout  # KMS or Last.fm is slow: stop before Lambda's timeout
    try:
        scrobbles = runtime.queue.read(record["body"], record["attributes"]["MessageGroupId"])
    except QueueFault:
        return False
    own = JSON if scrobbles.parameters.get("format") == "json" else XML
    call = CachedCall(
        method=SCROBBLE,
        parameters=scrobbles.parameters,
        caller=Caller("caller#queue"),
        response_format=own if scrobbles.presigned else MAPPED_JSON,
        presigned=scrobbles.presigned,
    )
    try:
        delivered = runtime.cache.fetch_unlimited(call, deadline)
    except (UpstreamError, KeyNotPassedOn) as error:
        passes = error.is_transient or (error.code in _OURS and not scrobbles.presigned)
        if passes:
            raise
        return False
    runtime.telemetry.count("QueueDelivered", int(delivered))
    return delivered
