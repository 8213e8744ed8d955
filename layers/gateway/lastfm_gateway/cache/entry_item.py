"""Cache entries as DynamoDB items. Attribute names are short because DynamoDB bills by size."""

from typing import Final

from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.storage.items import Item, number

#: Largest compressed body, in bytes: the 400 KB item limit, less room for the other attributes.
MAX_PACKED: Final = 390 * 1024

_STATUS: Final = "s"
_PACKED: Final = "b"
_ETAG: Final = "e"
_STORED_AT: Final = "t"
_FRESH_UNTIL: Final = "f"
_STALE_UNTIL: Final = "u"
_FENCE: Final = "g"
_CONTENT_TYPE: Final = "c"

#: Condition: no item, or one with an older fencing token than `:fence`.
NEWER_FENCE: Final = f"attribute_not_exists({_FENCE}) OR {_FENCE} < :fence"


def entry_item(key: str, entry: Entry) -> Item:
    """Return the item of an entry, under its cache key."""
    item = {
        "pk": {"S": key},
        "ttl": number(entry.ttl),
        _STATUS: number(entry.status),
        _PACKED: {"B": entry.packed},
        _ETAG: {"S": entry.etag},
        _STORED_AT: number(entry.stored_at),
        _FRESH_UNTIL: number(entry.fresh_until),
        _STALE_UNTIL: number(entry.stale_until),
        _FENCE: number(entry.fence),
    }
    if entry.content_type:
        item[_CONTENT_TYPE] = {"S": entry.content_type}
    return item


def parse_entry(item: Item) -> Entry:
    """Return the entry in an item."""
    return Entry(
        status=int(item[_STATUS]["N"]),
        packed=item[_PACKED]["B"],
        etag=item[_ETAG]["S"],
        stored_at=int(item[_STORED_AT]["N"]),
        fresh_until=int(item[_FRESH_UNTIL]["N"]),
        stale_until=int(item[_STALE_UNTIL]["N"]),
        fence=int(item[_FENCE]["N"]),
        content_type=item[_CONTENT_TYPE]["S"] if _CONTENT_TYPE in item else "",
    )
