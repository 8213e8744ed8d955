"""The queue of entities to search at Apple: SQS FIFO.

All messages share one message group, so one is processed at a time. That keeps the worker's pace.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Final, cast, get_args

from lastfm_gateway.faces.listening.apple.search import Entity
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.storage.sqs import QueueFault, SqsConnection

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

#: How many entities a message holds: as many as the worker searches within its timeout.
ENTITIES_PER_MESSAGE: Final = 10

#: SQS's limit of messages in one SendMessageBatch.
_MESSAGES_PER_CALL: Final = 10

_GROUP: Final = "apple"


class LinkQueue:
    """Sends entities to the worker."""

    def __init__(self, connect: Callable[[], "SQSClient"], url: str) -> None:
        self._call = SqsConnection(connect).call
        self._url = url

    def send(self, groups: Sequence[Sequence[Entity]]) -> None:
        """Send each group of entities as one message. Raises QueueFault.

        SQS drops a repeated group for five minutes: the deduplication id is the body's hash.
        """
        bodies = [to_message(group) for group in groups]
        for messages in batched(bodies, _MESSAGES_PER_CALL, strict=False):
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
        result = self._call(
            lambda client: client.send_message_batch(QueueUrl=self._url, Entries=entries)
        )
        if result.get("Failed"):
            raise QueueFault("Failed")


def to_message(group: Sequence[Entity]) -> str:
    """Return a message's body: a JSON list of `[kind, artist, name]`."""
    return json.dumps(group)


def parse_message(text: str) -> list[Entity]:
    """Return the entities in a message's body. Raises QueueFault for a malformed one."""
    try:
        rows: list[list[str]] = json.loads(text)
        return [_parse_entity(*row) for row in rows]
    except (ValueError, TypeError):
        raise QueueFault from None


def _parse_entity(kind: str, artist: str, name: str) -> Entity:
    are_texts = isinstance(artist, str) and isinstance(name, str)
    if not are_texts or kind not in get_args(EntityKind.__value__):
        raise ValueError(kind)
    return Entity(cast("EntityKind", kind), artist, name)
