"""Scrobble queue: an SQS FIFO queue with message groups for each session: live, and imports."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.keyed_hash import keyed_hash
from lastfm_gateway.keys.encryption import SessionCipher
from lastfm_gateway.storage.sqs import FifoQueue, QueueFault

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True, repr=False)
class QueuedScrobbles:
    """The parameters of one track.scrobble call. No repr: they contain a session key.

    `presigned`: the caller signed them with a Last.fm key of their own.
    """

    parameters: Mapping[str, str]
    presigned: bool

    @property
    def size(self) -> int:
        """The size of the parameters in bytes."""
        return len(json.dumps(dict(self.parameters)))


@dataclass(frozen=True, slots=True, repr=False)
class QueueMessage:
    """A message's body. The session key is encrypted and not among the parameters.

    Messages of an earlier release have it among the parameters, in plain text, and an empty
    `encrypted_session`.
    """

    parameters: Mapping[str, str]
    presigned: bool
    encrypted_session: bytes = b""

    def to_json(self) -> str:
        """Return `{"parameters": {...}, "sealed": false, "session": "<base64>"}`."""
        session = b64encode(self.encrypted_session).decode()
        rest = {"parameters": dict(self.parameters), "sealed": self.presigned}
        return json.dumps({**rest, "session": session})


def parse_message(text: str) -> QueueMessage:
    """Parse a message's body. Raises QueueFault for a body that this gateway did not write."""
    try:
        message: dict[str, Any] = json.loads(text)
        parameters: dict[str, str] = message["parameters"]
        if not all(isinstance(value, str) for value in parameters.values()):
            raise QueueFault
        session = b64decode(message.get("session", ""), validate=True)
        return QueueMessage(parameters, bool(message["sealed"]), session)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise QueueFault from None


#: Ends the message group of a session's imports, so that its live scrobbles wait for none.
_OF_IMPORTS: Final = "#import"


class ScrobbleQueue(FifoQueue):
    """Sends, reads and postpones messages. Falsy if the deployment has no queue."""

    def __init__(
        self,
        connect: Callable[[], "SQSClient"],
        url: str,
        dead_letter_url: str,
        secret: str,
        cipher: SessionCipher,
    ) -> None:
        """`url`: the queue, "" for none. `dead_letter_url`: for messages that cannot be delivered.

        `secret`: keys the hash that names a session's message group.
        `cipher`: encrypts session keys, with the message group as context.
        """
        super().__init__(connect, url)
        self._dead_letter_url = dead_letter_url
        self._secret = secret
        self._cipher = cipher

    def send(self, scrobbles: QueuedScrobbles, *, is_import: bool = False) -> None:
        """Queue scrobbles. SQS drops identical ones sent again within five minutes.

        `is_import`: they wait behind the session's other imports, not among its live scrobbles.
        Raises QueueFault when SQS or KMS fails.
        """
        parameters = dict(scrobbles.parameters)
        content = json.dumps([parameters, scrobbles.presigned], sort_keys=True)
        session = parameters.pop("sk", "")
        group = keyed_hash(self._secret, session) + (_OF_IMPORTS if is_import else "")
        try:
            encrypted = self._cipher.encrypt(session, group)
        except GatewayError as error:
            raise QueueFault(error.message) from None
        message = QueueMessage(parameters, scrobbles.presigned, encrypted)
        self._send(self._url, message.to_json(), group, _digest(content))

    def read(self, text: str, group: str) -> QueuedScrobbles:
        """Parse and decrypt a message of a group.

        Raises QueueFault for a malformed message, and GatewayError (503) when KMS fails.
        """
        message = parse_message(text)
        parameters = dict(message.parameters)
        if message.encrypted_session:
            parameters["sk"] = self._cipher.decrypt(message.encrypted_session, group)
        return QueuedScrobbles(parameters, message.presigned)

    def bury(self, text: str, group: str, message_id: str) -> None:
        """Send an undeliverable message to the dead-letter queue, without any plain session key."""
        self._send(self._dead_letter_url, _without_session(text), group, _digest(message_id))


def is_import(group: str) -> bool:
    """Return whether a message group holds a session's imports."""
    return group.endswith(_OF_IMPORTS)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _without_session(text: str) -> str:
    try:
        message = parse_message(text)
    except QueueFault:
        return text  # not written by this gateway
    if "sk" not in message.parameters:
        return text
    rest = {name: value for name, value in message.parameters.items() if name != "sk"}
    return QueueMessage(rest, message.presigned, message.encrypted_session).to_json()
