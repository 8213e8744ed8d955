"""Key store: the DynamoDB table of the gateway's own keys. One item a key, retained and backed up.

Authentication reads its items in the cache's batched read (see Table.read). This module adds, lists
and revokes them. Attribute names are short, as in the cache table.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.keys.token import KINDS, KeyHolder, kinds_up_to
from lastfm_gateway.storage.connection import CONDITION_FAILED, TableFault, table_fault
from lastfm_gateway.storage.items import Item, number

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: The index of the keys that are not revoked, by holder, in the order of their creation.
HOLDER_INDEX: Final = "holder"

#: The maximum number of keys that a holder's list shows, newest first.
MAX_LISTED: Final = 100

#: The prefix of every item's `pk`, before the key's id. No item of the cache has it.
PREFIX: Final = "key#"

_DIGEST: Final = "h"
_KIND: Final = "k"
_USER: Final = "u"
_FOLDED_USER: Final = "n"  # absent once the key is revoked: the key leaves the index
_CREATED: Final = "c"
_EXPIRES: Final = "x"
_REVOKED: Final = "r"
_SESSION: Final = "s"
_SECOND_DIGEST: Final = "l"  # of a write key's UUID
_FIRST_ARTIST: Final = "a"

#: What a scan returns: neither digests nor sessions.
_LISTED: Final = f"pk, {_KIND}, {_USER}, {_CREATED}, {_EXPIRES}, {_REVOKED}"


def item_key(key_id: str) -> str:
    """Return the `pk` of a key's item."""
    return PREFIX + key_id


def key_item(holder: KeyHolder) -> Item:
    """Return the item of a key."""
    item = {
        "pk": {"S": item_key(holder.id)},
        _DIGEST: {"B": holder.digest},
        _KIND: {"S": holder.kind},
        _USER: {"S": holder.user},
        _FOLDED_USER: {"S": _folded(holder.user)},
        _CREATED: number(holder.created),
    }
    if holder.expires is not None:
        item[_EXPIRES] = number(holder.expires)
    if holder.revoked is not None:
        item[_REVOKED] = number(holder.revoked)
    if holder.encrypted_session is not None:
        item[_SESSION] = {"B": holder.encrypted_session}
    if holder.second_digest is not None:
        item[_SECOND_DIGEST] = {"B": holder.second_digest}
    if holder.first_artist:
        item[_FIRST_ARTIST] = {"BOOL": True}
    return item


def parse_holder(item: Item) -> KeyHolder:
    """Return the key in an item. Raises KeyError for an unknown kind."""
    return KeyHolder(
        id=item["pk"]["S"].removeprefix(PREFIX),
        kind=KINDS[item[_KIND]["S"]],
        user=item[_USER]["S"],
        digest=item[_DIGEST]["B"],
        created=int(item[_CREATED]["N"]),
        expires=int(item[_EXPIRES]["N"]) if _EXPIRES in item else None,
        revoked=int(item[_REVOKED]["N"]) if _REVOKED in item else None,
        encrypted_session=item[_SESSION]["B"] if _SESSION in item else None,
        second_digest=item[_SECOND_DIGEST]["B"] if _SECOND_DIGEST in item else None,
        first_artist=_FIRST_ARTIST in item,
    )


class KeyStore:
    """Adds, lists and revokes keys. Every method raises TableFault when DynamoDB fails."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def add(self, holder: KeyHolder) -> None:
        """Store a new key. An existing key is never overwritten."""
        self._call(
            self._client.put_item,
            Item=key_item(holder),
            ConditionExpression="attribute_not_exists(pk)",
        )

    def revoke(self, key_id: str, now: int, holder: KeyHolder | None = None) -> KeyHolder | None:
        """Revoke a key and delete its session. Return it, or None if there is none to revoke.

        With a `holder`, only that holder's own keys can be revoked, as in `list_own`.
        """
        condition = f"attribute_exists(pk) AND attribute_not_exists({_REVOKED})"
        values = {":now": number(now)}
        if holder:
            kinds = {f":{kind}": {"S": kind} for kind in kinds_up_to(holder.kind)}
            condition += f" AND {_FOLDED_USER} = :user AND {_KIND} IN ({', '.join(kinds)})"
            values |= {":user": {"S": _folded(holder.user)}, **kinds}
        try:
            revoked = self._call(
                self._client.update_item,
                Key={"pk": {"S": item_key(key_id)}},
                UpdateExpression=f"SET {_REVOKED} = :now REMOVE {_SESSION}, {_FOLDED_USER}",
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
                ReturnValues="ALL_OLD",
            )
        except TableFault as fault:
            if fault.reason == CONDITION_FAILED:
                return None
            raise
        return _parse_listed(revoked["Attributes"])

    def list_own(self, holder: KeyHolder) -> list[KeyHolder]:
        """Return the newest keys of a holder that are not revoked, without secrets.

        A key lists and revokes keys that are no more powerful than itself, so that a read key
        cannot revoke a write or admin key. The index is eventually consistent.
        """
        page = self._call(
            self._client.query,
            IndexName=HOLDER_INDEX,
            KeyConditionExpression=f"{_FOLDED_USER} = :user",
            ExpressionAttributeValues={":user": {"S": _folded(holder.user)}},
            ScanIndexForward=False,
            Limit=MAX_LISTED,
        )
        keys = [_parse_listed(item) for item in page["Items"]]
        return [key for key in keys if key.kind in kinds_up_to(holder.kind)]

    def has_valid_key(self, user: str, now: float) -> bool:
        """Return whether a user has a key that is neither revoked nor expired.

        A share token is not a key. The index is eventually consistent.
        """
        return any(key.kind != "share" and key.is_valid(now) for key in self.keys_of(user))

    def keys_of(self, user: str) -> Iterator[KeyHolder]:
        """Yield the keys of a user that are not revoked, without secrets.

        The index is eventually consistent.
        """
        query = {
            "IndexName": HOLDER_INDEX,
            "KeyConditionExpression": f"{_FOLDED_USER} = :user",
            "ExpressionAttributeValues": {":user": {"S": _folded(user)}},
        }
        yield from map(_parse_listed, self._pages(self._client.query, **query))

    def list_all(self) -> Iterator[KeyHolder]:
        """Yield every key, revoked ones included, without secrets."""
        pages = self._pages(self._client.scan, ProjectionExpression=_LISTED, ConsistentRead=True)
        yield from map(_parse_listed, pages)

    def holders(self, now: float) -> set[str]:
        """Return the folded names of all users who have a valid key. Reads the whole table.

        A share token is not a key.
        """
        keys = (key for key in self.list_all() if key.kind != "share")
        return {_folded(key.user) for key in keys if key.is_valid(now)}

    def _pages(self, operation: Callable[..., Any], **arguments: Any) -> Iterator[Item]:
        """Yield the items of all pages."""
        while True:
            page = self._call(operation, **arguments)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _call(self, operation: Callable[..., Any], **arguments: Any) -> Any:
        """Return an operation's response. Unlike DynamoDBConnection, it has no cool-down."""
        try:
            return operation(TableName=self._name, **arguments)
        except (ClientError, BotoCoreError) as error:
            raise table_fault(error) from error


def _parse_listed(item: Item) -> KeyHolder:
    """Return the key in an item, without its digest, which may not have been read."""
    return parse_holder({**item, _DIGEST: {"B": b""}})


def _folded(user: str) -> str:
    """Return a user's name for comparison. Last.fm ignores its case."""
    return user.lower()
