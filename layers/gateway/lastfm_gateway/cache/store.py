"""Entry store: reads and writes cache entries in DynamoDB, turns them into answers."""

from collections.abc import Iterable, Mapping

from lastfm_gateway.cache.call import Answer, CacheUse
from lastfm_gateway.cache.entry import Entry, matches
from lastfm_gateway.cache.entry_item import MAX_PACKED, NEWER_FENCE, entry_item, parse_entry
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import FOREIGN, Table, TableFault


class EntryStore:
    """Reads and writes entries of Last.fm answers and composed pages."""

    def __init__(self, table: Table, telemetry: Telemetry) -> None:
        self._table = table
        self._telemetry = telemetry

    def to_answer(self, entry: Entry, etags: str, use: CacheUse) -> Answer | None:
        """Return a stored answer, or 304; None when the body is unreadable, which is reported."""
        answer = not_modified(entry, etags, use)
        if answer is None:
            try:
                body = entry.body()
            except ValueError:
                self._telemetry.table_fault(FOREIGN)
                return None
            answer = Answer(entry.status, body, use, entry, content_type=entry.content_type)
        self._telemetry.count(f"Cache{use.title()}")
        return answer

    def fits(self, entry: Entry) -> bool:
        """Return whether an entry fits in an item; count it as AnswerTooLarge if not."""
        if len(entry.packed) <= MAX_PACKED:
            return True
        self._telemetry.count("AnswerTooLarge")
        return False

    def read_many(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Read entries in batches. Leaves out unreadable ones, and the rest after a fault."""
        entries: dict[str, Entry] = {}
        try:
            for item in self._table.bulk.read(keys):
                entry = self._table.parse(item, _parse_whole, None)
                if entry is not None:
                    entries[item["pk"]["S"]] = entry
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
        return entries

    def store_many(self, entries: Mapping[str, Entry]) -> None:
        """Store the entries that fit, replacing existing ones. Counts a fault; never raises."""
        fitting = [entry_item(key, entry) for key, entry in entries.items() if self.fits(entry)]
        try:
            self._table.bulk.write(fitting)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)

    def store(self, key: str, entry: Entry) -> bool:
        """Store an entry unless a newer one is there; return whether it was stored.

        Counts a fault; never raises.
        """
        try:
            fence = {":fence": number(entry.fence)}
            return self._table.put_if(NEWER_FENCE, entry_item(key, entry), fence)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            return False


def _parse_whole(item: Item) -> Entry:
    """Parse an item. Raises ValueError if its body cannot be decompressed."""
    entry = parse_entry(item)
    entry.body()
    return entry


def not_modified(entry: Entry, etags: str, use: CacheUse, *, stored: bool = False) -> Answer | None:
    """Return 304 when If-None-Match lists the entry's ETag, else None."""
    if not entry.is_ok or not matches(etags, entry.etag):
        return None
    return Answer(304, b"", use, entry, stored=stored, content_type=entry.content_type)
