"""The queue of scrobbles that wait for Last.fm: SQS, first in first out for each user."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.adapters.sqs import Connection, QueueFault

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True, repr=False)
class Scrobbles:
    """One call of track.scrobble as it came. It has no repr: a session key is in it.

    A `sealed` one is signed by its caller, with the caller's own key.
    """

    parameters: Mapping[str, str]
    sealed: bool

    def as_text(self) -> str:
        """Return it as a message's body."""
        return json.dumps({"parameters": dict(self.parameters), "sealed": self.sealed})


def read_scrobbles(text: str) -> Scrobbles:
    """Return the scrobbles in a message's body. Raises QueueFault for a foreign one."""
    try:
        message: dict[str, Any] = json.loads(text)
        parameters: dict[str, str] = message["parameters"]
        if not all(isinstance(value, str) for value in parameters.values()):
            raise QueueFault
        return Scrobbles(parameters, bool(message["sealed"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise QueueFault from None


#: The longest pause between two deliveries of a message, in seconds.
LONGEST_PAUSE: Final = 900
FIRST_PAUSE: Final = 5


def pause_after(receives: int) -> int:
    """Return the seconds until a message is delivered again that was received so often."""
    return int(min(LONGEST_PAUSE, FIRST_PAUSE << min(receives - 1, 10)))


class ScrobbleQueue:
    """Sends to the queue. No URL: no queue."""

    def __init__(
        self, connect: Callable[[], "SQSClient"], url: str, failures_url: str, secret: str
    ) -> None:
        """Take the queue, the dead-letter queue of the worker, and the key of the groups' names."""
        self._call = Connection(connect).call
        self._url = url
        self._failures_url = failures_url
        self._secret = secret

    def __bool__(self) -> bool:
        return bool(self._url)

    def send(self, scrobbles: Scrobbles) -> None:
        """Take scrobbles in. The same ones again within five minutes are one message."""
        text = scrobbles.as_text()
        session = scrobbles.parameters.get("sk", "").encode()
        group = hmac.new(self._secret.encode(), session, hashlib.sha256).hexdigest()
        self._send(self._url, text, group, text)

    def bury(self, text: str, group: str, message_id: str) -> None:
        """Put a message that can never be delivered into the dead-letter queue."""
        self._send(self._failures_url, text, group, message_id)

    def postpone(self, receipt: str, seconds: int) -> None:
        """Have a received message, and those of its user behind it, wait for so long."""
        self._call(
            lambda client: client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds
            )
        )

    def _send(self, url: str, text: str, group: str, content: str) -> None:
        once = hashlib.sha256(content.encode()).hexdigest()
        self._call(
            lambda client: client.send_message(
                QueueUrl=url, MessageBody=text, MessageGroupId=group, MessageDeduplicationId=once
            )
        )
