"""Per-request entry cache, invalidated by the user's writes."""

from collections.abc import Iterable, Mapping

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.invalidation import changes_key, expire_if_changed
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.cache.write_items import parse_changes
from lastfm_gateway.methods.method import LISTENING
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import Table, TableFault


class StoredEntries:
    """Reads each entry once per request; expires entries that the user's writes changed."""

    def __init__(
        self, store: EntryStore, table: Table, telemetry: Telemetry, user: str, now: float
    ) -> None:
        self._store = store
        self._table = table
        self._telemetry = telemetry
        self._user = user
        self._now = now
        self._entries: dict[str, Entry | None] = {}
        self._changed: dict[str, int] | None = None

    def load(self, calls: Iterable[CachedCall]) -> None:
        """Read the entries of some calls in a batch, except those read before."""
        keys = [call.key for call in calls if call.key and call.key not in self._entries]
        found = self._store.read_many(keys)
        self._entries |= {key: found.get(key) for key in keys}

    def add(self, entries: Mapping[str, Entry]) -> None:
        """Add entries that were just fetched, by their cache keys."""
        self._entries |= entries

    def usable(self, call: CachedCall) -> Entry | None:
        """Return a call's successful entry, fresh or stale; None for none."""
        self.load([call])
        entry = self._entries[call.key or ""]
        if entry is None or not entry.is_usable(self._now) or not entry.is_ok:
            return None
        return expire_if_changed(entry, self._changes(), LISTENING) if call.about else entry

    def _changes(self) -> Mapping[str, int]:
        """Return when the user's data last changed, by topic; read once."""
        if self._changed is None:
            self._changed = {}
            key = changes_key(self._user)
            try:
                item = self._table.read(key, consistent=True).get(key)
                self._changed = self._table.parse(item, parse_changes, self._changed)
            except TableFault as fault:
                self._telemetry.table_fault(fault.reason)
        return self._changed
