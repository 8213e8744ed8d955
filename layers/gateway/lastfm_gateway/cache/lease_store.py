"""Leases in DynamoDB: conditional writes to small items of their own."""

from typing import Final

from lastfm_gateway.cache import lease
from lastfm_gateway.cache.lease import Lease
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import ConditionFailed, Table, parse_old

#: How long an item outlives its lease.
_LEASE_TTL_MARGIN_SECONDS: Final = 600

_TAKEN: Final = "a"
_EXPIRES: Final = "x"
_OUTCOME: Final = "o"

_FREE: Final = (
    f"attribute_not_exists(pk) OR ({_TAKEN} < :now AND ({_EXPIRES} <= :now OR {_TAKEN} = :seen))"
)


def lease_key(key: str) -> str:
    """Return the key of the lease on a cache entry."""
    return "lease#" + key


def parse_lease(item: Item) -> Lease:
    """Return the lease in an item."""
    outcome = item[_OUTCOME]["S"] if _OUTCOME in item else ""
    return Lease(int(item[_TAKEN]["N"]), int(item[_EXPIRES]["N"]), outcome)


class LeaseStore:
    """Takes and releases leases. Every method raises TableFault when DynamoDB fails."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def take(self, key: str, now: int, seen_fence: int) -> tuple[bool, Lease | None]:
        """Take the lease on an entry if it has expired, or its holder stored the entry seen.

        `now` is in unix milliseconds. Returns whether it was taken, and the previous lease, or the
        one in the way.
        """
        values = {
            ":now": number(now),
            ":until": number(now + lease.LEASE_MS),
            ":ttl": number(now // MS_PER_SECOND + _LEASE_TTL_MARGIN_SECONDS),
            ":seen": number(seen_fence),
        }
        try:
            before = self._table.update(
                lease_key(key),
                f"SET {_TAKEN} = :now, {_EXPIRES} = :until, #ttl = :ttl REMOVE {_OUTCOME}",
                values,
                names={"#ttl": "ttl"},
                condition=_FREE,
            )
        except ConditionFailed as failed:
            return False, parse_old(failed.item, parse_lease)
        return True, parse_old(before, parse_lease) if before else None

    def give_back(self, key: str, fence: int, until: int, outcome: str) -> None:
        """Set a lease's expiry and outcome, unless another holder has taken it since."""
        values = {":until": number(until), ":fence": number(fence), ":outcome": {"S": outcome}}
        try:
            self._table.update(
                lease_key(key),
                f"SET {_EXPIRES} = :until, {_OUTCOME} = :outcome",
                values,
                condition=f"{_TAKEN} = :fence",
            )
        except ConditionFailed:
            return  # another holder has taken it
