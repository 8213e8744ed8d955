"""SQS FIFO queues: sends and postpones messages through a client that is created on first use."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


#: A Lambda handler of SQS batches. It returns the messages that failed (`batchItemFailures`).
type BatchHandler = Callable[[Mapping[str, Any], object], dict[str, Any]]

#: Seconds until a message is redelivered: after the first receive, and at most.
FIRST_REDELIVERY_SECONDS: Final = 5
MAX_REDELIVERY_SECONDS: Final = 900


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


class FifoQueue:
    """A FIFO queue. Falsy if the deployment has none."""

    def __init__(self, connect: Callable[[], "SQSClient"], url: str) -> None:
        """`url` is empty for no queue."""
        self._call = SqsConnection(connect).call
        self._url = url

    def __bool__(self) -> bool:
        return bool(self._url)

    def postpone(self, receipt: str, seconds: int) -> None:
        """Delay redelivery of a received message, and so of later ones in its group."""
        self._call(
            lambda client: client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds
            )
        )

    def _send(self, url: str, text: str, group: str, deduplication_id: str) -> None:
        """Send a message, unless SQS got one with this deduplication id within five minutes."""
        self._call(
            lambda client: client.send_message(
                QueueUrl=url,
                MessageBody=text,
                MessageGroupId=group,
                MessageDeduplicationId=deduplication_id,
            )
        )


def pause_after(receives: int) -> int:
    """Return the seconds until redelivery of a message received `receives` times. Doubles."""
    return int(min(MAX_REDELIVERY_SECONDS, FIRST_REDELIVERY_SECONDS << min(receives - 1, 10)))


def waited(record: Mapping[str, Any], now: float) -> float:
    """Return the age of an SQS record in seconds. `now` is unix time."""
    return max(0.0, now - int(record["attributes"]["SentTimestamp"]) / 1000)
