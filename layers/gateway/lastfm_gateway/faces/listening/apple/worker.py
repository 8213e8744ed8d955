"""The worker that asks Apple: at its pace, and each name once a month."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.faces.listening.apple.queue import read
from lastfm_gateway.faces.listening.apple.search import Links, Subject, found, question
from lastfm_gateway.faces.listening.apple.store import LinkShelf
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.transport import Transport
from lastfm_gateway.storage.sqs import BatchHandler, QueueFault, waited
from lastfm_gateway.storage.table import TableFault

#: Seconds from one search to the next: Apple speaks of about 20 calls a minute.
PACE: Final = 3.0

#: How long one search may take, in seconds: ten of them fit the function's minute.
PATIENCE: Final = 5.0

_OK: Final = 200


class AppleFault(Exception):
    """Apple refused to answer (403, 429), or answered with something else than results."""


class _MessageFailed(Exception):
    """The message is delivered again. It has no text: Powertools logs errors' texts."""


def linker_handler() -> BatchHandler:
    """Return the Lambda handler: it takes messages of names and returns those to come again."""
    return open_linker(Runtime.from_environment())


def open_linker(runtime: Runtime, pause: Callable[[float], None] = time.sleep) -> BatchHandler:
    """Return the handler in a runtime."""
    apple = Transport(runtime.settings.apple_search, runtime.settings.user_agent)
    shelf = LinkShelf(runtime.table, runtime.clock)

    def look_up(body: str) -> None:
        for subject in _unknown(shelf, body):
            started = time.monotonic()
            runtime.telemetry.count("AppleCalls")
            shelf.put(subject, _search(apple, subject))
            pause(max(0.0, PACE - (time.monotonic() - started)))

    def process(record: SQSRecord) -> None:
        runtime.telemetry.begin(record.message_id)
        runtime.telemetry.waited("LinkAge", waited(record, runtime.clock()))
        try:
            look_up(record.body)
        except Exception as error:  # noqa: BLE001 (what it says may hold names)
            _report(runtime, error)
            raise _MessageFailed from None

    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

    def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        with processor(event["Records"], process):
            processor.process()
        runtime.telemetry.flush()
        return dict(processor.response())

    return handler


def _report(runtime: Runtime, error: Exception) -> None:
    """Tell why a message has to come again; one that is not ours ends in the dead-letter queue."""
    match error:
        case AppleFault() | UpstreamFault():
            runtime.telemetry.count("AppleFaults")
        case TableFault():
            runtime.telemetry.table_fault(error.reason)
        case QueueFault():
            runtime.telemetry.count("QueueFaults")
        case _:
            runtime.telemetry.failed(error)


def _unknown(shelf: LinkShelf, body: str) -> list[Subject]:
    """Return the names in a message that nothing is stored of yet."""
    wanted = read(body)
    known = shelf.known(wanted)
    return [subject for subject in wanted if subject not in known]


def _search(apple: Transport, subject: Subject) -> Links:
    """Ask Apple once. Raises AppleFault and UpstreamFault; "nothing found" is an answer."""
    reply = apple.send("GET", question(subject), Deadline.after(PATIENCE))
    if reply.status != _OK:
        raise AppleFault
    try:
        return found(subject, json.loads(reply.body)["results"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise AppleFault from None
