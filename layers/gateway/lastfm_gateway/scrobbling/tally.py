"""How much of each user's waits in the queue: a count in the table that never passes its bounds."""

from typing import Final, NamedTuple

from lastfm_gateway.storage.items import number
from lastfm_gateway.storage.table import ConditionFailed, Table

#: How long a count is kept beyond its use, in seconds.
_OUTLIVES: Final = 600

_NUMBER: Final = "c"
_BYTES: Final = "b"
_FITS: Final = f"attribute_not_exists(pk) OR ({_NUMBER} <= :room AND {_BYTES} <= :bytes_room)"


class Amount(NamedTuple):
    """A number of scrobbles, and the bytes of their messages."""

    number: int
    size: int


class Tally:
    """Adds to counts, however many environments do. Raises TableFault when DynamoDB fails."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, key: str, amount: Amount, most: Amount, until: int) -> bool:
        """Add to a count that is kept until a unix second; tell whether it fits."""
        values = {
            ":count": number(amount.number),
            ":bytes": number(amount.size),
            ":room": number(most.number - amount.number),
            ":bytes_room": number(most.size - amount.size),
            ":ttl": number(until + _OUTLIVES),
        }
        expression = f"ADD {_NUMBER} :count, {_BYTES} :bytes SET #ttl = :ttl"
        try:
            self._table.update(key, expression, values, names={"#ttl": "ttl"}, condition=_FITS)
        except ConditionFailed:
            return False
        return True
