"""One DynamoDB table: batched reads and conditional writes of items, by their key `pk`."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.storage.bulk import Bulk
from lastfm_gateway.storage.connection import ConditionFailed, DynamoDBConnection, TableFault
from lastfm_gateway.storage.items import ForeignItem, Item, number, parse_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["FOREIGN", "ConditionFailed", "Table", "TableFault"]

#: How an item that cannot be read is reported.
FOREIGN: Final = "ForeignItem"

_SAME_VERSION: Final = "attribute_not_exists(pk) OR v = :seen"


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
        """Take a client and a table's name; `report` hears of items that cannot be read.

        `beside` names other tables to be read along, by what stands before the `#` in their keys.
        """
        self._client = client
        self._name = name
        self._report = report
        self._beside = beside or {}
        self._connection = DynamoDBConnection(clock)
        #: Reads and writes of many items at once.
        self.bulk = Bulk(self._connection, client, name)

    def read(self, *keys: str, consistent: bool = False) -> dict[str, Item]:
        """Return the items of some keys, by key, in one batched read; absent ones are left out.

        Items of the tables beside this one are always read consistently.
        """
        asked: dict[str, Any] = {}
        for key in keys:
            table = self._beside.get(key.partition("#")[0], self._name)
            certain = consistent or table != self._name
            of_table = asked.setdefault(table, {"Keys": [], "ConsistentRead": certain})
            of_table["Keys"].append({"pk": {"S": key}})
        found = self._connection.call(self._client.batch_get_item, RequestItems=asked)
        if found["UnprocessedKeys"]:
            raise TableFault("UnprocessedKeys")
        return {item["pk"]["S"]: item for rows in found["Responses"].values() for item in rows}

    def parse[T](self, item: Item | None, parse: Callable[[Item], T], otherwise: T) -> T:
        """Return what is in an item, or `otherwise` for none and, reported, for a foreign one."""
        if item is None:
            return otherwise
        try:
            return parse_item(item, parse)
        except ForeignItem:
            self._report(FOREIGN)
            return otherwise

    def put(self, item: Item) -> None:
        """Write an item over what is there."""
        self._connection.call(self._client.put_item, TableName=self._name, Item=item)

    def put_if(self, condition: str, item: Item, values: Mapping[str, Item]) -> bool:
        """Write an item on a condition; tell whether it was written."""
        try:
            self._connection.call(
                self._client.put_item,
                TableName=self._name,
                Item=item,
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
            )
        except ConditionFailed:
            return False
        return True

    def put_if_version[T](self, item: Item, seen: int, parse: Callable[[Item], T]) -> T | None:
        """Write an item with a version `v` if the table still has the version `seen`, or none.

        Returns None when it was written, else what is there instead. Raises TableFault for a
        foreign item there.
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
        """Update an item, made if there is none; return what was there before, None for nothing.

        Raises ConditionFailed, with what is there, when the condition does not hold.
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
    """Return what is in an item that a write met. Raises TableFault for a foreign one."""
    try:
        return parse_item(item, parse)
    except ForeignItem:
        raise TableFault(FOREIGN) from None
