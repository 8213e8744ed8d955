"""A DynamoDB table with a sort key: queries, batched reads and conditional writes of items.

Items are found by their partition key `pk` and their sort key `sk`.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.storage.bulk import Bulk
from lastfm_gateway.storage.connection import DynamoDBConnection
from lastfm_gateway.storage.items import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BETWEEN: Final = "pk = :pk AND sk BETWEEN :first AND :last"


class SortedTable:
    """Reads and writes items. Every method raises TableFault when DynamoDB fails."""

    def __init__(
        self,
        client: "DynamoDBClient",
        name: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._name = name
        self._connection = DynamoDBConnection(clock)
        self._bulk = Bulk(self._connection, client, name)

    def query(self, pk: str, first: str, last: str, *, consistent: bool = False) -> Iterator[Item]:
        """Yield a partition's items with sort keys from `first` to `last`, in their order."""
        return self._query(pk, first, last, ConsistentRead=consistent)

    def sort_keys(self, pk: str, first: str, last: str) -> list[str]:
        """Return a partition's sort keys from `first` to `last`, in their order, consistently."""
        items = self._query(pk, first, last, ConsistentRead=True, ProjectionExpression="sk")
        return [item["sk"]["S"] for item in items]

    def read(
        self, pk: str, sort_keys: Iterable[str], *, consistent: bool = False
    ) -> dict[str, Item]:
        """Return a partition's items by distinct sort keys; absent ones are left out."""
        keys = (_key(pk, sk) for sk in sort_keys)
        found = self._bulk.read_items(keys, consistent=consistent)
        return {item["sk"]["S"]: item for item in found}

    def put_if(self, condition: str, item: Item, values: Mapping[str, Item] | None = None) -> bool:
        """Put an item if a condition holds. Return whether it was written."""
        optional = {"ExpressionAttributeValues": values} if values else {}
        return self._connection.holds(
            self._client.put_item,
            TableName=self._name,
            Item=item,
            ConditionExpression=condition,
            **optional,
        )

    def delete(self, pk: str, sort_keys: Iterable[str]) -> None:
        """Delete a partition's items by distinct sort keys. Absent ones are ignored."""
        self._bulk.delete(_key(pk, sk) for sk in sort_keys)

    def partitions(self) -> Iterator[str]:
        """Yield each partition key once. Reads the whole table."""
        seen = set[str]()
        for item in self._pages(self._client.scan, ProjectionExpression="pk", ConsistentRead=True):
            if (pk := item["pk"]["S"]) not in seen:
                seen.add(pk)
                yield pk

    def _query(self, pk: str, first: str, last: str, **options: Any) -> Iterator[Item]:
        values = {":pk": {"S": pk}, ":first": {"S": first}, ":last": {"S": last}}
        return self._pages(
            self._client.query,
            KeyConditionExpression=_BETWEEN,
            ExpressionAttributeValues=values,
            **options,
        )

    def _pages(self, operation: Callable[..., Any], **arguments: Any) -> Iterator[Item]:
        """Yield the items of all pages; each has 1 MB at most."""
        while True:
            page = self._connection.call(operation, TableName=self._name, **arguments)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
