"""Stores pictures in DynamoDB, for a week, and for an hour that there is none."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from lastfm_gateway.methods.freshness import DAY, HOUR
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import Table, TableFault

#: How long a picture is kept, and that an address has none, in seconds.
KEPT_FOR: Final = 7 * DAY
NONE_KEPT_FOR: Final = HOUR

_BYTES: Final = "b"
_UNTIL: Final = "u"


class PictureStore:
    """Pictures by address. b"" says that there is none. A fault is reported and raises nothing."""

    def __init__(
        self, table: Table, clock: Callable[[], float], report: Callable[[str], None]
    ) -> None:
        self._table = table
        self._clock = clock
        self._report = report

    def read(self, addresses: Iterable[str]) -> dict[str, bytes]:
        """Return the stored pictures, in one batched read."""
        address_of = {picture_key(address): address for address in addresses}
        found = dict[str, bytes]()
        now = self._clock()
        try:
            for item in self._table.bulk.read(address_of):
                picture, until = self._table.parse(item, _parse, (b"", 0))
                if now < until:
                    found[address_of[item["pk"]["S"]]] = picture
        except TableFault as fault:
            self._report(fault.reason)
        return found

    def store(self, pictures: Mapping[str, bytes]) -> None:
        """Store pictures, in one batched write without retries."""
        now = int(self._clock())
        items = [_item(address, picture, now) for address, picture in pictures.items()]
        try:
            self._table.bulk.write_once(items)
        except TableFault as fault:
            self._report(fault.reason)


def picture_key(address: str) -> str:
    """Return the key of a picture's item: a hash of its address."""
    return "picture#" + hashlib.sha256(address.encode()).hexdigest()[:40]


def _item(address: str, picture: bytes, now: int) -> Item:
    until = number(now + (KEPT_FOR if picture else NONE_KEPT_FOR))
    return {"pk": {"S": picture_key(address)}, "ttl": until, _UNTIL: until, _BYTES: {"B": picture}}


def _parse(item: Item) -> tuple[bytes, int]:
    return item[_BYTES]["B"], int(item[_UNTIL]["N"])
