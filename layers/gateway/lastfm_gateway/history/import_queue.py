"""Import queue: an SQS FIFO queue with a message group for each user.

Groups and deduplication ids are keyed hashes. Message bodies name the user; SQS encrypts them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from lastfm_gateway.history.import_message import ImportMessage
from lastfm_gateway.keyed_hash import keyed_hash
from lastfm_gateway.storage.sqs import FifoQueue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class ImportQueue(FifoQueue):
    """Sends and postpones messages. Falsy if the deployment has no queue."""

    def __init__(
        self, connect: Callable[[], "SQSClient"], url: str, dead_letter_url: str, secret: str
    ) -> None:
        """`url`: the queue, "" for none. `dead_letter_url`: for messages that nobody can read.

        `secret`: keys the hashes.
        """
        super().__init__(connect, url)
        self._dead_letter_url = dead_letter_url
        self._secret = secret

    def send(self, message: ImportMessage) -> None:
        """Queue a message; the same one again within five minutes is dropped.

        Raises QueueFault.
        """
        group = keyed_hash(self._secret, f"history of {message.user.lower()}")
        deduplication_id = keyed_hash(self._secret, message.identity)
        self._send(self._url, message.to_json(), group, deduplication_id)

    def bury(self, text: str, group: str, message_id: str) -> None:
        """Send a malformed message to the dead-letter queue. Raises QueueFault."""
        self._send(self._dead_letter_url, text, group, keyed_hash(self._secret, message_id))
