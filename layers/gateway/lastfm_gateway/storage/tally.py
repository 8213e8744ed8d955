"""A count in the table that never passes its bounds, however many environments add to it."""

from typing import TYPE_CHECKING, Final, NamedTuple

from lastfm_gateway.storage.connection import ConditionFailed, DynamoDBConnection
from lastfm_gateway.storage.items import KEPT_FOR, number

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_FITS: Final = "attribute_not_exists(pk) OR (c <= :room AND b <= :bytes_room)"


class Amount(NamedTuple):
    """A number of things, and their bytes."""

    number: int
    size: int


class Tally:
    """Adds to counts. Raises TableFault when DynamoDB fails."""

    def __init__(self, connection: DynamoDBConnection, client: "DynamoDBClient", name: str) -> None:
        self._connection = connection
        self._client = client
        self._name = name

    def add(self, key: str, amount: Amount, most: Amount, until: int) -> bool:
        """Add to a count that is kept until a unix second; tell whether it fits."""
        try:
            self._connection.call(
                self._client.update_item,
                TableName=self._name,
                Key={"pk": {"S": key}},
                UpdateExpression="ADD c :count, b :bytes SET #ttl = :ttl",
                ConditionExpression=_FITS,
                ExpressionAttributeNames={"#ttl": "ttl"},
                ExpressionAttributeValues={
                    ":count": number(amount.number),
                    ":bytes": number(amount.size),
                    ":room": number(most.number - amount.number),
                    ":bytes_room": number(most.size - amount.size),
                    ":ttl": number(until + KEPT_FOR),
                },
            )
        except ConditionFailed:
            return False
        return True
