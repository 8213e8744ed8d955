"""Batched reads and writes, of which DynamoDB may leave some unprocessed."""

from typing import Any

import pytest

from lastfm_gateway.storage.bulk import MAX_READ, MAX_WRITTEN, PAUSES, Bulk
from lastfm_gateway.storage.connection import DynamoDBConnection, TableFault
from lastfm_gateway.storage.items import Item


class Database:
    """A DynamoDB that processes `most` keys or items of a request."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.sizes: list[int] = []
        self.pauses: list[float] = []

    def batch_get_item(self, *, RequestItems: Any) -> Any:  # noqa: N803 (boto3's name)
        """Return some items."""
        keys = RequestItems["table"]["Keys"]
        self.sizes.append(len(keys))
        left = keys[self.most :]
        return {
            "Responses": {"table": keys[: self.most]},
            "UnprocessedKeys": {"table": {"Keys": left}} if left else {},
        }

    def batch_write_item(self, *, RequestItems: Any) -> Any:  # noqa: N803 (boto3's name)
        """Write some items."""
        self.sizes.append(len(RequestItems["table"]))
        left = RequestItems["table"][self.most :]
        return {"UnprocessedItems": {"table": left} if left else {}}


def _bulk(most: int) -> tuple[Bulk, Database]:
    database: Any = Database(most)
    bulk = Bulk(DynamoDBConnection(lambda: 0.0), database, "table", database.pauses.append)
    return bulk, database


def test_reads_are_split_at_a_hundred_keys() -> None:
    """250 keys, one of them twice, are three reads; none at all is none."""
    bulk, database = _bulk(MAX_READ)
    keys = [f"answer#{number}" for number in range(250)]
    assert len(list(bulk.read([*keys, keys[0]]))) == 250
    assert database.sizes == [100, 100, 50]
    assert list(bulk.read([])) == []
    assert len(database.sizes) == 3


def test_unprocessed_keys_are_read_again() -> None:
    """Reads go on as long as anything comes back."""
    bulk, database = _bulk(40)
    assert len(list(bulk.read(str(number) for number in range(90)))) == 90
    assert database.sizes == [90, 50, 10]


def test_throttled_read_keeps_the_items_read() -> None:
    """The fault is raised once nothing more comes."""
    bulk, database = _bulk(40)
    items = bulk.read(str(number) for number in range(90))
    assert len([next(items) for _ in range(40)]) == 40
    database.most = 0
    with pytest.raises(TableFault, match="UnprocessedKeys"):
        next(items)


def _items(count: int) -> list[Item]:
    return [{"pk": {"S": str(number)}} for number in range(count)]


def test_writes_are_split_at_25_items() -> None:
    """60 items are three writes; none at all is none."""
    bulk, database = _bulk(MAX_WRITTEN)
    bulk.write(_items(60))
    assert database.sizes == [25, 25, 10]
    bulk.write([])
    assert len(database.sizes) == 3


def test_unprocessed_items_are_written_again() -> None:
    """After a pause, in as few writes as possible."""
    bulk, database = _bulk(15)
    bulk.write(_items(50))
    assert database.sizes == [25, 25, 20, 5]
    assert database.pauses == list(PAUSES)


def test_permanently_throttled_write_is_a_fault() -> None:
    """Two pauses are made, and every item was tried."""
    bulk, database = _bulk(0)
    with pytest.raises(TableFault, match="UnprocessedItems"):
        bulk.write(_items(30))
    assert database.sizes == [25, 5] * 3
    assert database.pauses == list(PAUSES)


def test_unprocessed_deletions_are_made_again() -> None:
    """Deletions are retried as writes are."""
    bulk, database = _bulk(20)
    bulk.delete({"pk": {"S": f"key{number}"}} for number in range(30))
    assert database.sizes == [25, 5, 5]
    assert database.pauses == [PAUSES[0]]
