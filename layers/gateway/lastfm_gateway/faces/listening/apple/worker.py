"""Queue worker that searches Apple for links, within Apple's rate limit, once a month a name."""

import json
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.faces.listening.apple.queue import parse_message
from lastfm_gateway.faces.listening.apple.search import (
    Entity,
    Links,
    match_result,
    search_parameters,
)
from lastfm_gateway.faces.listening.apple.store import LinkStore
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.transport import Transport
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.sqs import BatchHandler, QueueFault, waited
from lastfm_gateway.storage.table import TableFault

#: Seconds between the starts of two searches: Apple allows about 20 calls a minute.
PACE: Final = 3.0

#: The time limit of one search, in seconds: ten searches at PACE and a slow one fit the timeout.
SEARCH_SECONDS: Final = 5.0


class AppleFault(Exception):
    """Apple refused the search (403, 429), or its response is malformed."""


class _MessageFailed(Exception):
    """The message is retried. It has no text, because Powertools logs the texts of errors."""


def linker_handler() -> BatchHandler:
    """Return the Lambda handler. It returns the messages to retry as `batchItemFailures`."""
    return open_linker(Runtime.from_environment())


def open_linker(runtime: Runtime, pause: Callable[[float], None] = time.sleep) -> BatchHandler:
    """Return the Lambda handler over a runtime."""
    apple = Transport(runtime.settings.apple_search, runtime.settings.user_agent)
    store = LinkStore(runtime.table, runtime.clock)
    telemetry = runtime.telemetry

    def look_up(body: str) -> None:
        for entity in _unknown(store, body):
            started = time.monotonic()
            telemetry.count("AppleCalls")
            store.put(entity, _search(apple, entity))
            pause(max(0.0, PACE - (time.monotonic() - started)))

    def process(record: SQSRecord) -> None:
        telemetry.begin(record.message_id)
        telemetry.waited("LinkAge", waited(record, runtime.clock()))
        try:
            look_up(record.body)
        except Exception as error:  # noqa: BLE001 (its text may hold names)
            _report(telemetry, error)
            raise _MessageFailed from None

    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

    def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        with processor(event["Records"], process):
            processor.process()
        telemetry.flush()
        return dict(processor.response())

    return handler


def _report(telemetry: Telemetry, error: Exception) -> None:
    """Count why a message is retried. Malformed messages end in the dead-letter queue."""
    match error:
        case AppleFault() | UpstreamFault():
            telemetry.count("AppleFaults")
        case TableFault():
            telemetry.table_fault(error.reason)
        case QueueFault():
            telemetry.count("QueueFaults")
        case _:
            telemetry.failed(error)


def _unknown(store: LinkStore, body: str) -> list[Entity]:
    """Return the entities in a message that have no stored links. Raises QueueFault, TableFault."""
    entities = parse_message(body)
    known = store.read(entities)
    return [entity for entity in entities if entity not in known]


def _search(apple: Transport, entity: Entity) -> Links:
    """Search Apple once; empty Links mean no match. Raises AppleFault and UpstreamFault."""
    response = apple.send("GET", search_parameters(entity), Deadline.after(SEARCH_SECONDS))
    if response.status != HTTPStatus.OK:
        raise AppleFault
    try:
        return match_result(entity, json.loads(response.body)["results"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise AppleFault from None
