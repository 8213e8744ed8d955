"""The queue of names that Apple is to be asked about. SQS, first in first out.

All messages are of one group, so one is worked on at a time: that is what keeps the pace.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Final, cast, get_args

from lastfm_gateway.faces.listening.apple.search import Subject
from lastfm_gateway.faces.listening.ids import Kind
from lastfm_gateway.storage.sqs import QueueFault, SqsConnection

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

#: How many names a message holds: what the worker does within its time. And SQS's bound on a call.
NAMES: Final = 10
_MESSAGES: Final = 10

_GROUP: Final = "apple"


class LinkQueue:
    """Sends names to the worker."""

    def __init__(self, connect: Callable[[], "SQSClient"], url: str) -> None:
        self._call = SqsConnection(connect).call
        self._url = url

    def send(self, groups: Sequence[Sequence[Subject]]) -> None:
        """Send each group of names as a message. Raises QueueFault.

        The same group again within five minutes is no second message: SQS drops it.
        """
        for messages in batched([written(group) for group in groups], _MESSAGES, strict=False):
            self._send(messages)

    def _send(self, messages: Sequence[str]) -> None:
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {
                "Id": str(number),
                "MessageBody": text,
                "MessageGroupId": _GROUP,
                "MessageDeduplicationId": hashlib.sha256(text.encode()).hexdigest(),
            }
            for number, text in enumerate(messages)
        ]
        done = self._call(
            lambda client: client.send_message_batch(QueueUrl=self._url, Entries=entries)
        )
        if done.get("Failed"):
            raise QueueFault("Failed")


def written(group: Sequence[Subject]) -> str:
    """Return a message's body: names alone."""
    return json.dumps(group)


def read(text: str) -> list[Subject]:
    """Return the names in a message's body. Raises QueueFault for a foreign one."""
    try:
        rows: list[list[str]] = json.loads(text)
        return [_subject(*row) for row in rows]
    except (ValueError, TypeError):
        raise QueueFault from None


def _subject(kind: str, artist: str, name: str) -> Subject:
    texts = isinstance(artist, str) and isinstance(name, str)
    if not texts or kind not in get_args(Kind.__value__):
        raise ValueError(kind)
    return Subject(cast("Kind", kind), artist, name)
