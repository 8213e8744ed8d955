"""Calls SQS through a client that is created on first use."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


#: A Lambda handler of SQS batches. It returns the messages that failed (`batchItemFailures`).
type BatchHandler = Callable[[Mapping[str, Any], object], dict[str, Any]]


class QueueFault(Exception):
    """SQS failed, or a message is malformed."""


class SqsConnection:
    """Holds an SQS client, created for the first call."""

    def __init__(self, connect: Callable[[], "SQSClient"]) -> None:
        self._connect = connect
        self._client: SQSClient | None = None

    def call[T](self, operation: Callable[["SQSClient"], T]) -> T:
        """Return an operation's response. Raises QueueFault when SQS fails."""
        try:
            self._client = self._client or self._connect()
            return operation(self._client)
        except (BotoCoreError, ClientError) as error:
            raise QueueFault(type(error).__name__) from None


def waited(record: Mapping[str, Any], now: float) -> float:
    """Return the age of an SQS record in seconds. `now` is unix time."""
    return max(0.0, now - int(record["attributes"]["SentTimestamp"]) / 1000)
