"""Import worker: takes histories further by the messages of a queue, and tends them once a day.

A message that cannot be settled now is delivered again after a pause that doubles; one that nobody
can read goes to the dead-letter queue at once.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.history.import_message import ImportMessage, MalformedMessage
from lastfm_gateway.history.import_queue import ImportQueue
from lastfm_gateway.history.importing import Importer
from lastfm_gateway.history.source import OutOfCalls
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.sqs import (
    MAX_REDELIVERY_SECONDS,
    BatchHandler,
    QueueFault,
    pause_after,
    waited,
)
from lastfm_gateway.storage.table import TableFault
from lastfm_gateway.storage.worker import process_batch


def importer_handler() -> BatchHandler:
    """Return the Lambda handler: it takes an SQS batch, or the daily event."""
    return open_importer(Runtime.from_environment())


def open_importer(runtime: Runtime) -> BatchHandler:
    """Return the Lambda handler over a runtime."""
    telemetry, queue, clock = runtime.telemetry, runtime.import_queue, runtime.clock
    worker = _ImportWorker(queue, runtime.importer, telemetry, clock)

    def begin(record: Mapping[str, Any]) -> None:
        telemetry.begin(record["messageId"])
        telemetry.waited("ImportAge", waited(record, clock()))

    def postpone(receipt: str, pause: int) -> None:
        try:
            queue.postpone(receipt, pause)
        except QueueFault:
            telemetry.count("QueueFaults")  # redelivered after the queue's visibility timeout

    def tend() -> dict[str, Any]:
        telemetry.begin("daily")
        try:
            runtime.upkeep.run(clock())
        except TableFault as fault:
            telemetry.table_fault(fault.reason)
        return {}

    def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        is_batch = "Records" in event
        result = process_batch(event, worker.settle, begin, postpone) if is_batch else tend()
        telemetry.flush()
        return result

    return handler


class _ImportWorker:
    """Settles messages of the queue."""

    def __init__(
        self,
        queue: ImportQueue,
        importer: Importer,
        telemetry: Telemetry,
        clock: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._importer = importer
        self._telemetry = telemetry
        self._clock = clock

    def settle(self, record: Mapping[str, Any]) -> int:
        """Do a message's work and return 0; else the seconds until its retry."""
        receives = int(record["attributes"]["ApproximateReceiveCount"])
        pause = pause_after(receives)
        try:
            self._handle(record, receives)
        except QueueFault:
            self._telemetry.count("QueueFaults")
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
        except (GatewayError, OutOfCalls) as error:
            self._telemetry.count("ImportsPostponed")
            wait = getattr(error, "retry_after", None) or 0
            pause = min(max(pause, wait), MAX_REDELIVERY_SECONDS)
        except Exception as error:  # noqa: BLE001 (one message must not break off its batch)
            self._telemetry.failed(error)
        else:
            return 0
        return pause

    def _handle(self, record: Mapping[str, Any], receives: int) -> None:
        try:
            message = ImportMessage.from_json(record["body"])
        except MalformedMessage:
            group = record["attributes"]["MessageGroupId"]
            self._queue.bury(record["body"], group, record["messageId"])
            self._telemetry.count("ImportsRefused")
            return
        self._importer.handle(message, receives, self._clock())
