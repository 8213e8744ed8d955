"""What is stored of one request's calls."""

from collections.abc import Iterable, Mapping

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.invalidation import changes_key, expire_if_changed
from lastfm_gateway.cache.write_items import parse_changes
from lastfm_gateway.composition import Runtime
from lastfm_gateway.methods.method import LISTENING
from lastfm_gateway.storage.table import TableFault


class Stock:
    """Entries by their calls, each read once; expired are those that a user's write changed."""

    def __init__(self, runtime: Runtime, user: str, now: float) -> None:
        self._runtime = runtime
        self._user = user
        self._now = now
        self._entries: dict[str, Entry | None] = {}
        self._changed: dict[str, int] | None = None

    def look(self, calls: Iterable[CachedCall]) -> None:
        """Read what is stored of some calls, unless that is known."""
        keys = [call.key for call in calls if call.key and call.key not in self._entries]
        found = self._runtime.store.read_many(keys)
        self._entries |= {name: found.get(name) for name in keys}

    def take_in(self, entries: Mapping[str, Entry]) -> None:
        """Take in what has been asked for."""
        self._entries |= entries

    def usable(self, call: CachedCall) -> Entry | None:
        """Return the good answer that is stored of a call, which may be stale."""
        self.look([call])
        entry = self._entries[call.key or ""]
        if entry is None or not entry.is_usable(self._now) or entry.status != 200:  # noqa: PLR2004
            return None
        return expire_if_changed(entry, self._changes(), LISTENING) if call.about else entry

    def _changes(self) -> Mapping[str, int]:
        """Return when the user's data was last changed, by topic; read once."""
        if self._changed is None:
            self._changed = {}
            name, table = changes_key(self._user), self._runtime.table
            try:
                found = table.read(name, consistent=True).get(name)
                self._changed = table.parse(found, parse_changes, self._changed)
            except TableFault as fault:
                self._runtime.telemetry.table_fault(fault.reason)
        return self._changed
