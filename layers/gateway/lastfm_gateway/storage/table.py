"""A DynamoDB table: batched reads and conditional writes of items by their key `pk`."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.storage.bulk import Bulk
from lastfm_gateway.storage.connection import ConditionFailed, DynamoDBConnection, TableFault
from lastfm_gateway.storage.items import ForeignItem, Item, number, parse_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["FOREIGN", "ConditionFailed", "Table", "TableFault"]

#: The reason that is reported for a malformed item.
FOREIGN: Final = "ForeignItem"

_VERSION: Final = "v"
_SAME_VERSION: Final = f"attribute_not_exists(pk) OR {_VERSION} = :seen"


class Table:
    """Reads and writes items. Every method raises TableFault when DynamoDB fails."""

    def __init__(
        self,
        client: "DynamoDBClient",
        name: str,
        report: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        *,
        beside: Mapping[str, str] | None = None,
    ) -> None:
        """`report` is called with a reason for each malformed item.

        `beside` maps key prefixes (before the `#`) to other tables, read in the same batch.
        """
        self._client = client
        self._name = name
        self._report = report
        self._beside = beside or {}
        self._connection = DynamoDBConnection(clock)
        #: Reads and writes of many items at once.
        self.bulk = Bulk(self._connection, client, name)

    def read(self, *keys: str, consistent: bool = False) -> dict[str, Item]:
        """Return items by key, in one batched read; absent ones are left out.

        Items of other tables (`beside`) are always read consistently.
        """
        requests: dict[str, Any] = {}
        for key in keys:
            table = self._beside.get(key.partition("#")[0], self._name)
            is_consistent = consistent or table != self._name
            request = requests.setdefault(table, {"Keys": [], "ConsistentRead": is_consistent})
            request["Keys"].append({"pk": {"S": key}})
        found = self._connection.call(self._client.batch_get_item, RequestItems=requests)
        if found["UnprocessedKeys"]:
            raise TableFault("UnprocessedKeys")
        return {item["pk"]["S"]: item for rows in found["Responses"].values() for item in rows}

    def parse[T](self, item: Item | None, parse: Callable[[Item], T], otherwise: T) -> T:
        """Parse an item. Return `otherwise` for None, and for a malformed item, after a report."""
        if item is None:
            return otherwise
        try:
            return parse_item(item, parse)
        except ForeignItem:
            self._report(FOREIGN)
            return otherwise

    def put(self, item: Item) -> None:
        """Put an item, replacing an existing one."""
        self._connection.call(self._client.put_item, TableName=self._name, Item=item)

    def put_if(self, condition: str, item: Item, values: Mapping[str, Item]) -> bool:
        """Put an item if a condition holds. Return whether it was written."""
        return self._connection.holds(
            self._client.put_item,
            TableName=self._name,
            Item=item,
            ConditionExpression=condition,
            ExpressionAttributeValues=values,
        )

    def put_if_version[T](self, item: Item, seen: int, parse: Callable[[Item], T]) -> T | None:
        """Put an item if the stored version (attribute `v`) is still `seen`, or there is none.

        Returns None if it was written, else the stored value. Raises TableFault if the stored
        item is malformed.
        """
        try:
            self._connection.call(
                self._client.put_item,
                TableName=self._name,
                Item=item,
                ConditionExpression=_SAME_VERSION,
                ExpressionAttributeValues={":seen": number(seen)},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ConditionFailed as failed:
            return parse_old(failed.item, parse)
        return None

    def update(
        self,
        key: str,
        expression: str,
        values: Mapping[str, Item],
        *,
        names: Mapping[str, str] | None = None,
        condition: str | None = None,
    ) -> Item | None:
        """Update or create an item. Return the item before the update, or None.

        Raises ConditionFailed with the stored item if the condition does not hold.
        """
        optional: dict[str, Any] = {}
        if names:
            optional["ExpressionAttributeNames"] = names
        if condition:
            optional["ConditionExpression"] = condition
            optional["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        updated = self._connection.call(
            self._client.update_item,
            TableName=self._name,
            Key={"pk": {"S": key}},
            UpdateExpression=expression,
            ExpressionAttributeValues=values,
            ReturnValues="ALL_OLD",
            **optional,
        )
        before: Item | None = updated.get("Attributes")
        return before or None


def parse_old[T](item: Item, parse: Callable[[Item], T]) -> T:
    """Parse an item that a failed write returned. Raises TableFault if it is malformed."""
    try:
        return parse_item(item, parse)
    except ForeignItem:
        raise TableFault(FOREIGN) from None
