"""The table as a shelf of answers: how one is taken from it, and put on it."""

from lastfm_gateway.cache.call import Answer, CacheUse
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.entry_item import MAX_PACKED, NEWER_FENCE, entry_item
from lastfm_gateway.cache.etag import matches
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.items import number
from lastfm_gateway.storage.table import FOREIGN, Table, TableFault

_OK = 200


class EntryStore:
    """What Last.fm's answers and composed ones have in common once they are entries."""

    def __init__(self, table: Table, telemetry: Telemetry) -> None:
        self._table = table
        self._telemetry = telemetry

    def to_answer(self, entry: Entry, etags: str, use: CacheUse) -> Answer | None:
        """Return a stored answer, 304 for who holds it; None, reported, when it is none."""
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
        """Tell whether an answer fits an item; one that does not is counted."""
        if len(entry.packed) <= MAX_PACKED:
            return True
        self._telemetry.count("AnswerTooLarge")
        return False

    def store(self, key: str, entry: Entry) -> bool:
        """Store an answer that fits; tell whether it was stored. It is served all the same."""
        try:
            fence = {":fence": number(entry.fence)}
            return self._table.put_if(NEWER_FENCE, entry_item(key, entry), fence)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            return False


def not_modified(entry: Entry, etags: str, use: CacheUse, *, stored: bool = False) -> Answer | None:
    """Return 304 for a caller who holds an answer already, else None."""
    if entry.status != _OK or not matches(etags, entry.etag):
        return None
    return Answer(304, b"", use, entry, stored=stored, content_type=entry.content_type)
