"""Bulk reads and writes: any number of items in as few calls as possible."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.storage.connection import DynamoDBConnection, TableFault
from lastfm_gateway.storage.items import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: How many items DynamoDB reads, and writes, at once.
MOST_READ: Final = 100
MOST_WRITTEN: Final = 25

#: The pauses before what a throttled write left out is written again, in seconds.
PAUSES: Final = (0.1, 0.3)


class Bulk:
    """Reads and writes many items of one table."""

    def __init__(
        self,
        connection: DynamoDBConnection,
        client: "DynamoDBClient",
        name: str,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection = connection
        self._client = client
        self._name = name
        self._sleep = sleep

    def read(self, keys: Iterable[str]) -> Iterator[Item]:
        """Yield the items that there are of some keys.

        What a read leaves out, for its size (16 MB) or for being throttled, is asked for again as
        long as anything comes. Raises TableFault after what came.
        """
        for some in batched(dict.fromkeys(keys), MOST_READ, strict=False):
            left: Any = {self._name: {"Keys": [{"pk": {"S": key}} for key in some]}}
            while left:
                found = self._connection.call(self._client.batch_get_item, RequestItems=left)
                items = found["Responses"].get(self._name, [])
                yield from items
                left = found["UnprocessedKeys"]
                if left and not items:
                    raise TableFault("UnprocessedKeys")

    def write(self, items: Iterable[Item]) -> None:
        """Write items over what is there.

        What a throttled write leaves out is written again after a pause, twice. Raises TableFault
        when something is left even then.
        """
        left = [{"PutRequest": {"Item": item}} for item in items]
        for pause in (*PAUSES, None):
            left = self._written(left)
            if not left:
                return
            if pause is not None:
                self._sleep(pause)
        raise TableFault("UnprocessedItems")

    def _written(self, puts: list[Any]) -> list[Any]:
        """Write what can be; return what was left out."""
        left = []
        for some in batched(puts, MOST_WRITTEN, strict=False):
            wanted = {self._name: list(some)}
            answer = self._connection.call(self._client.batch_write_item, RequestItems=wanted)
            left += answer["UnprocessedItems"].get(self._name, [])
        return left
