"""Many stored answers at once: what a page is composed of."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.adapters.connection import Connection, TableFault
from lastfm_gateway.adapters.items import Item, answer_item
from lastfm_gateway.core.entry import Entry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: How many items DynamoDB reads, and writes, at once.
MOST_READ: Final = 100
MOST_WRITTEN: Final = 25


class Bulk:
    """Reads and writes of any number of the cache's items, in as few calls as there can be."""

    def __init__(self, connection: Connection, client: "DynamoDBClient", name: str) -> None:
        self._connection = connection
        self._client = client
        self._name = name

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

    def write(self, answers: Mapping[str, Entry]) -> None:
        """Store answers over what is there. Each must fit an item.

        Raises TableFault when not all were stored, after trying to store each.
        """
        puts = [{"PutRequest": {"Item": answer_item(*answer)}} for answer in answers.items()]
        throttled = False
        for some in batched(puts, MOST_WRITTEN, strict=False):
            wanted = {self._name: list(some)}
            left = self._connection.call(self._client.batch_write_item, RequestItems=wanted)
            throttled |= bool(left["UnprocessedItems"])
        if throttled:
            raise TableFault("UnprocessedItems")
