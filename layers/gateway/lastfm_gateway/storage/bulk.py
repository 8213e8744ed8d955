"""Bulk reads and writes: many items in as few DynamoDB calls as possible."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.storage.connection import DynamoDBConnection, TableFault
from lastfm_gateway.storage.items import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: DynamoDB's limits of items in one batch.
MAX_READ: Final = 100
MAX_WRITTEN: Final = 25

#: The pauses before the retries of a throttled write, in seconds.
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
        """Yield the items of keys (`pk`); absent ones are left out. Raises TableFault."""
        return self.read_items({"pk": {"S": key}} for key in dict.fromkeys(keys))

    def read_items(self, keys: Iterable[Item], *, consistent: bool = False) -> Iterator[Item]:
        """Yield the items of distinct keys; absent ones are left out.

        Unprocessed keys (16 MB limit, throttling) are read again while each read returns items.
        Raises TableFault when one returns none.
        """
        for chunk in batched(keys, MAX_READ, strict=False):
            left: Any = {self._name: {"Keys": list(chunk), "ConsistentRead": consistent}}
            while left:
                found = self._connection.call(self._client.batch_get_item, RequestItems=left)
                items = found["Responses"].get(self._name, [])
                yield from items
                left = found["UnprocessedKeys"]
                if left and not items:
                    raise TableFault("UnprocessedKeys")

    def write(self, items: Iterable[Item]) -> None:
        """Put items, replacing existing ones. Raises TableFault."""
        self._write([{"PutRequest": {"Item": item}} for item in items])

    def write_once(self, items: Iterable[Item]) -> None:
        """Put items that may be lost: unprocessed ones are left out. Raises TableFault."""
        self._written([{"PutRequest": {"Item": item}} for item in items])

    def delete(self, keys: Iterable[Item]) -> None:
        """Delete the items of distinct keys. Absent ones are ignored. Raises TableFault."""
        self._write([{"DeleteRequest": {"Key": key}} for key in keys])

    def _write(self, left: list[Any]) -> None:
        """Make requests. Unprocessed ones are made again, twice; then TableFault is raised."""
        for pause in (*PAUSES, None):
            left = self._written(left)
            if not left:
                return
            if pause is not None:
                self._sleep(pause)
        raise TableFault("UnprocessedItems")

    def _written(self, requests: list[Any]) -> list[Any]:
        """Make requests; return the unprocessed ones."""
        left = []
        for chunk in batched(requests, MAX_WRITTEN, strict=False):
            request = {self._name: list(chunk)}
            response = self._connection.call(self._client.batch_write_item, RequestItems=request)
            left += response["UnprocessedItems"].get(self._name, [])
        return left
