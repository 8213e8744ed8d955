"""SQS as this gateway uses it: a client made when it is first needed, and one kind of fault."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


#: What Lambda calls with a batch of a queue's messages; it names those that are to come again.
type BatchHandler = Callable[[Mapping[str, Any], object], dict[str, Any]]


class QueueFault(Exception):
    """A message could not be sent, or is none of this gateway's."""


class SqsConnection:
    """A client that is made for its first call."""

    def __init__(self, connect: Callable[[], "SQSClient"]) -> None:
        self._connect = connect
        self._client: SQSClient | None = None

    def call[T](self, operation: Callable[["SQSClient"], T]) -> T:
        """Return what an operation returns. Raises QueueFault when SQS fails."""
        try:
            self._client = self._client or self._connect()
            return operation(self._client)
        except (BotoCoreError, ClientError) as error:
            raise QueueFault(type(error).__name__) from None


def waited(record: Mapping[str, Any], now: float) -> float:
    """Return the seconds since a message of Lambda's batch was sent; `now` is unix time."""
    return max(0.0, now - int(record["attributes"]["SentTimestamp"]) / 1000)
