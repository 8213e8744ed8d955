"""The cache table: what the gateway asks of DynamoDB, each in one call."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.cache import lease as leases
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.lease import Lease
from lastfm_gateway.storage import items
from lastfm_gateway.storage.bulk import Bulk
from lastfm_gateway.storage.connection import ConditionFailed, DynamoDBConnection, TableFault
from lastfm_gateway.storage.items import ForeignItem, Item, number, parse_item
from lastfm_gateway.storage.tally import Tally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["FOREIGN", "MAX_PACKED", "Table", "TableFault"]

#: DynamoDB's bound on an item, less room for its names and numbers (400 KB in all).
MAX_PACKED: Final = 390 * 1024

FOREIGN: Final = "ForeignItem"

_FREE_LEASE: Final = "attribute_not_exists(pk) OR (a < :now AND (x <= :now OR a = :seen))"


class Table:
    """The cache's items, by their key `pk`, and the keys table's, to be read along with them.

    Every method raises TableFault when DynamoDB fails.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        name: str,
        report: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        *,
        beside: Mapping[str, str] | None = None,
    ) -> None:
        """Take a client and a table's name; `report` hears of items that nobody can read.

        `beside` names other tables by what stands before the `#` in the keys of their items.
        """
        self._client = client
        self._name = name
        self._report = report
        self._beside = beside or {}
        self._connection = DynamoDBConnection(clock)
        #: Many answers at once.
        self.bulk = Bulk(self._connection, client, name)
        #: Counts with bounds.
        self.tally = Tally(self._connection, client, name)

    def read(self, *keys: str, consistent: bool = False) -> dict[str, Item]:
        """Return the items that there are of some keys, by key, in one batched read.

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

    def parse[T](self, item: Item | None, read: Callable[[Item], T], otherwise: T) -> T:
        """Return what is in an item, or `otherwise` for none and, reported, for a foreign one."""
        if item is None:
            return otherwise
        try:
            return parse_item(item, read)
        except ForeignItem:
            self._report(FOREIGN)
            return otherwise

    def write_if_version[T](self, item: Item, seen: int, read: Callable[[Item], T]) -> T | None:
        """Write an item with a version `v` on condition that it still has the one `seen`, or none.

        Returns None when it was written, else what was in the way.
        """
        try:
            self._connection.call(
                self._client.put_item,
                TableName=self._name,
                Item=item,
                ConditionExpression="attribute_not_exists(pk) OR v = :seen",
                ExpressionAttributeValues={":seen": number(seen)},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ConditionFailed as found:
            return _known(found.item, read)
        return None

    def write_answer(self, key: str, entry: Entry) -> bool:
        """Store an answer unless one of a newer lease is there; tell whether it was stored.

        The entry must fit an item (see MAX_PACKED).
        """
        try:
            self._connection.call(
                self._client.put_item,
                TableName=self._name,
                Item=items.answer_item(key, entry),
                ConditionExpression="attribute_not_exists(g) OR g < :fence",
                ExpressionAttributeValues={":fence": number(entry.fence)},
            )
        except ConditionFailed:
            return False
        return True

    def take_lease(self, key: str, now: int, seen_fence: int) -> tuple[bool, Lease | None]:
        """Take a lease if nobody holds it, or its holder stored the answer that was seen.

        Returns whether it was taken, and the lease that was there before or is in the way.
        """
        try:
            old = self._connection.call(
                self._client.update_item,
                TableName=self._name,
                Key={"pk": {"S": key}},
                UpdateExpression="SET a = :now, x = :until, #ttl = :ttl REMOVE o",
                ConditionExpression=_FREE_LEASE,
                ExpressionAttributeNames={"#ttl": "ttl"},
                ExpressionAttributeValues={
                    ":now": number(now),
                    ":until": number(now + leases.LASTS),
                    ":ttl": number(now // 1000 + items.KEPT_FOR),
                    ":seen": number(seen_fence),
                },
                ReturnValues="ALL_OLD",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ConditionFailed as found:
            return False, _known(found.item, items.as_lease)
        before = old.get("Attributes")
        return True, _known(before, items.as_lease) if before else None

    def end_lease(self, key: str, fence: int, until: int, outcome: str) -> None:
        """Give a lease back at a time, with what became of it, if it is still the holder's."""
        try:
            self._connection.call(
                self._client.update_item,
                TableName=self._name,
                Key={"pk": {"S": key}},
                UpdateExpression="SET x = :until, o = :outcome",
                ConditionExpression="a = :fence",
                ExpressionAttributeValues={
                    ":until": number(until),
                    ":fence": number(fence),
                    ":outcome": {"S": outcome},
                },
            )
        except ConditionFailed:
            return  # overtaken: somebody else's lease now

    def mark_change(self, key: str, topic: str, now: int) -> None:
        """Note that something of a user's was changed at `now` (unix milliseconds)."""
        self._connection.call(
            self._client.update_item,
            TableName=self._name,
            Key={"pk": {"S": key}},
            UpdateExpression="SET #topic = :now, #ttl = :ttl",
            ExpressionAttributeNames={"#topic": topic, "#ttl": "ttl"},
            ExpressionAttributeValues={
                ":now": number(now),
                ":ttl": number(now // 1000 + items.CHANGES_KEPT_FOR),
            },
        )

    def write(self, item: Item) -> None:
        """Write an item over what is there."""
        self._connection.call(self._client.put_item, TableName=self._name, Item=item)


def _known[T](item: Item, read: Callable[[Item], T]) -> T:
    """Return what is in an item that was in the way. Raises TableFault for a foreign one."""
    try:
        return parse_item(item, read)
    except ForeignItem:
        raise TableFault(FOREIGN) from None
