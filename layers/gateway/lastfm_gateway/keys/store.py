"""The keys table: the gateway's own keys, retained and backed up, one item each.

Its items are read along with the cache's (see Table.read); here is what issues, lists and revokes.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.keys.token import KeyHolder, KeyKind
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import TableFault

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: The index of the keys that were not revoked, by their holder, in the order they were issued.
BY_HOLDER: Final = "holder"

#: How many keys of one holder are listed, the newest ones.
MOST_LISTED: Final = 100

#: What every key's item is called by, before its id. No item of the cache begins so.
PREFIX: Final = "key#"


def item_key(key_id: str) -> str:
    """Return the name of a key's item."""
    return PREFIX + key_id


def key_item(holder: KeyHolder) -> Item:
    """Return a key's item."""
    item = {
        "pk": {"S": item_key(holder.id)},
        "h": {"B": holder.digest},
        "k": {"S": holder.kind},
        "u": {"S": holder.user},
        "n": {"S": _name(holder.user)},
        "c": number(holder.created),
    }
    if holder.expires is not None:
        item["x"] = number(holder.expires)
    if holder.revoked is not None:
        item["r"] = number(holder.revoked)
    if holder.encrypted_session is not None:
        item["s"] = {"B": holder.encrypted_session}
    return item


def as_holder(item: Item) -> KeyHolder:
    """Return the key in an item."""
    kind: KeyKind = "admin" if item["k"]["S"] == "admin" else "read"
    return KeyHolder(
        id=item["pk"]["S"].removeprefix(PREFIX),
        kind=kind,
        user=item["u"]["S"],
        digest=item["h"]["B"],
        created=int(item["c"]["N"]),
        expires=int(item["x"]["N"]) if "x" in item else None,
        revoked=int(item["r"]["N"]) if "r" in item else None,
        encrypted_session=item["s"]["B"] if "s" in item else None,
    )


class KeyStore:
    """Issues, lists and revokes keys. Every method raises TableFault when DynamoDB fails."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def add(self, holder: KeyHolder) -> None:
        """Store a new key; one that is there is never overwritten."""
        self._call(
            self._client.put_item,
            Item=key_item(holder),
            ConditionExpression="attribute_not_exists(pk)",
        )

    def revoke(self, key_id: str, now: int, holder: KeyHolder | None = None) -> bool:
        """Revoke a key at once and forget its session; tell whether there was one in force.

        With a `holder`, only one that this key's holder may revoke: see `of`.
        """
        condition = "attribute_exists(pk) AND attribute_not_exists(r)"
        values = {":now": number(now)}
        if holder:
            condition += " AND n = :name AND k IN (:read, :own)"
            values |= {":name": {"S": _name(holder.user)}}
            values |= {":read": {"S": "read"}, ":own": {"S": holder.kind}}
        try:
            self._call(
                self._client.update_item,
                Key={"pk": {"S": item_key(key_id)}},
                UpdateExpression="SET r = :now REMOVE s, n",
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
            )
        except TableFault as fault:
            if fault.reason == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def of(self, holder: KeyHolder) -> list[KeyHolder]:
        """Return the newest keys of a key's holder that were not revoked, without secrets.

        A read key sees no admin key, so that it cannot shut out an operator. The index lags behind
        a write for a moment.
        """
        page = self._call(
            self._client.query,
            IndexName=BY_HOLDER,
            KeyConditionExpression="n = :name",
            ExpressionAttributeValues={":name": {"S": _name(holder.user)}},
            ScanIndexForward=False,
            Limit=MOST_LISTED,
        )
        keys = [as_holder({**item, "h": {"B": b""}}) for item in page["Items"]]
        return [key for key in keys if key.kind in ("read", holder.kind)]

    def all(self) -> Iterator[KeyHolder]:
        """Yield every key, without digests and sessions, page by page."""
        after: dict[str, Any] = {}
        while True:
            page = self._call(
                self._client.scan,
                ProjectionExpression="pk, k, u, c, x, r",
                ConsistentRead=True,
                **after,
            )
            yield from (as_holder({**item, "h": {"B": b""}}) for item in page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            after = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _call(self, operation: Callable[..., Any], **arguments: Any) -> Any:
        try:
            return operation(TableName=self._name, **arguments)
        except ClientError as error:
            raise TableFault(error.response["Error"]["Code"]) from error
        except BotoCoreError as error:
            raise TableFault(type(error).__name__) from error


def _name(user: str) -> str:
    """Return a user's name as it is compared: Last.fm folds its case."""
    return user.lower()
