"""The queue of scrobbles that wait for Last.fm: SQS, first in first out for each user."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.keys.encryption import SessionCipher
from lastfm_gateway.storage.sqs import QueueFault, SqsConnection

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True, repr=False)
class QueuedScrobbles:
    """One call of track.scrobble as it came. It has no repr: a session key is in it.

    A `sealed` one is signed by its caller, with the caller's own key.
    """

    parameters: Mapping[str, str]
    presigned: bool

    @property
    def size(self) -> int:
        """The bytes of its parameters."""
        return len(json.dumps(dict(self.parameters)))


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A message's body. Its `session` is the session key, encrypted; parameters have none.

    Messages of an earlier release have it among the parameters, and no `session`.
    """

    parameters: Mapping[str, str]
    sealed: bool
    session: bytes = b""

    def as_text(self) -> str:
        """Return it as text."""
        session = b64encode(self.session).decode()
        rest = {"parameters": dict(self.parameters), "sealed": self.sealed}
        return json.dumps({**rest, "session": session})


def read_message(text: str) -> Message:
    """Return what is in a message's body. Raises QueueFault for a foreign one."""
    try:
        message: dict[str, Any] = json.loads(text)
        parameters: dict[str, str] = message["parameters"]
        if not all(isinstance(value, str) for value in parameters.values()):
            raise QueueFault
        session = b64decode(message.get("session", ""), validate=True)
        return Message(parameters, bool(message["sealed"]), session)
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
        self,
        connect: Callable[[], "SQSClient"],
        url: str,
        failures_url: str,
        secret: str,
        sealer: SessionCipher,
    ) -> None:
        """Take the queue, the dead-letter queue of the worker, and the key of the groups' names.

        `sealer` encrypts the sessions in messages, each for its group.
        """
        self._call = SqsConnection(connect).call
        self._url = url
        self._failures_url = failures_url
        self._secret = secret
        self._sealer = sealer

    def __bool__(self) -> bool:
        return bool(self._url)

    def send(self, scrobbles: QueuedScrobbles) -> None:
        """Take scrobbles in. The same ones again within five minutes are one message.

        Raises QueueFault when SQS fails, or KMS.
        """
        parameters = dict(scrobbles.parameters)
        same = json.dumps([parameters, scrobbles.presigned], sort_keys=True)
        session = parameters.pop("sk", "")
        group = hmac.new(self._secret.encode(), session.encode(), hashlib.sha256).hexdigest()
        try:
            encrypted = self._sealer.encrypt(session, group)
        except GatewayError as error:
            raise QueueFault(error.message) from None
        message = Message(parameters, scrobbles.presigned, encrypted)
        self._send(self._url, message.as_text(), group, same)

    def read(self, text: str, group: str) -> QueuedScrobbles:
        """Return the scrobbles in a message of a group.

        Raises QueueFault for a foreign message, and GatewayError (503) when KMS fails.
        """
        message = read_message(text)
        parameters = dict(message.parameters)
        if message.session:
            parameters["sk"] = self._sealer.decrypt(message.session, group)
        return QueuedScrobbles(parameters, message.sealed)

    def bury(self, text: str, group: str, message_id: str) -> None:
        """Put a message that can never be delivered into the dead-letter queue.

        A session that an earlier release left in it readable is left out.
        """
        self._send(self._failures_url, _without_session(text), group, message_id)

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


def _without_session(text: str) -> str:
    try:
        message = read_message(text)
    except QueueFault:
        return text  # none of ours
    if "sk" not in message.parameters:
        return text
    rest = {name: value for name, value in message.parameters.items() if name != "sk"}
    return Message(rest, message.sealed, message.session).as_text()
