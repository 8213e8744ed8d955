"""Quotas of each user, such as that of queued scrobbles: atomic counters in DynamoDB."""

from typing import Final, NamedTuple

from lastfm_gateway.storage.items import number
from lastfm_gateway.storage.table import ConditionFailed, Table

#: Seconds from the end of a quota's period until its item may be deleted.
_TTL_MARGIN: Final = 600

_NUMBER: Final = "c"
_BYTES: Final = "b"
_FITS: Final = f"attribute_not_exists(pk) OR ({_NUMBER} <= :room AND {_BYTES} <= :bytes_room)"


class Amount(NamedTuple):
    """A number of scrobbles, and the size of their messages in bytes."""

    number: int
    size: int


class QueueQuota:
    """Counts against quotas with conditional writes. Raises TableFault when DynamoDB fails."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def spend(self, key: str, amount: Amount, quota: Amount, until: int) -> bool:
        """Spend part of a quota; return False, and spend nothing, if too little is left.

        `until`: unix time when the quota's period ends.
        """
        values = {
            ":count": number(amount.number),
            ":bytes": number(amount.size),
            ":room": number(quota.number - amount.number),
            ":bytes_room": number(quota.size - amount.size),
            ":ttl": number(until + _TTL_MARGIN),
        }
        expression = f"ADD {_NUMBER} :count, {_BYTES} :bytes SET #ttl = :ttl"
        try:
            self._table.update(key, expression, values, names={"#ttl": "ttl"}, condition=_FITS)
        except ConditionFailed:
            return False
        return True
