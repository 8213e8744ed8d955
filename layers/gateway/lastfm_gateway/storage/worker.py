"""Processes a batch of an SQS FIFO queue: messages that fail are postponed with their group.

Only workers import it: Powertools' batch utilities take a while to import (decision 43).
"""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    ExceptionInfo,
    FailureResponse,
    SqsFifoPartialProcessor,
    SuccessResponse,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

#: Settles a record and returns 0, or the seconds until it is delivered again.
type Settle = Callable[[Mapping[str, Any]], int]


def process_batch(
    event: Mapping[str, Any],
    settle: Settle,
    begin: Callable[[Mapping[str, Any]], None],
    postpone: Callable[[str, int], None],
) -> dict[str, Any]:
    """Settle the messages of a batch in order. Return the failed ones, as Lambda wants them.

    `begin` is called with each record first. `postpone` takes a receipt handle and seconds.
    """

    def settle_or_postpone(record: SQSRecord) -> None:
        pause = settle(record)
        if pause:
            raise _Postponed(pause)

    processor = _Processor(begin, postpone)
    with processor(event["Records"], settle_or_postpone):
        processor.process()
    return dict(processor.response())


class _Postponed(Exception):
    """The message is delivered again after `pause` seconds."""

    def __init__(self, pause: int) -> None:
        super().__init__()
        self.pause = pause


class _Processor(SqsFifoPartialProcessor):
    """Processes one batch; later messages of a postponed message's group get the same pause."""

    def __init__(
        self, begin: Callable[[Mapping[str, Any]], None], postpone: Callable[[str, int], None]
    ) -> None:
        super().__init__(skip_group_on_error=True)
        self.raise_on_entire_batch_failure = False
        self._begin = begin
        self._postpone = postpone
        self._pauses: dict[str, int] = {}

    def _process_record(self, record: dict[str, Any]) -> SuccessResponse | FailureResponse:
        """Begin each message, skipped ones too."""
        self._begin(record)
        result: SuccessResponse | FailureResponse = super()._process_record(record)  # type: ignore[no-untyped-call]
        return result

    def failure_handler(self, record: SQSRecord, exception: ExceptionInfo) -> FailureResponse:
        """Postpone a message that failed, or was skipped for an earlier one of its group."""
        group, error = record["attributes"]["MessageGroupId"], exception[1]
        if isinstance(error, _Postponed):
            self._pauses[group] = error.pause
        self._postpone(record["receiptHandle"], self._pauses[group])
        return super().failure_handler(record, exception)
