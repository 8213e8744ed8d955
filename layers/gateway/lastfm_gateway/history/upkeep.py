"""Daily upkeep of all histories: erases those of users without a key, and drops old scrobbles."""

from lastfm_gateway.history.retention import kept_from, retained
from lastfm_gateway.history.store import HistoryErased, HistoryStore
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import TableFault


class Upkeep:
    """Tends all histories, one after the other."""

    def __init__(
        self, store: HistoryStore, keys: KeyStore, telemetry: Telemetry, retention_months: int
    ) -> None:
        """`retention_months`: how long scrobbles are kept; 0 for ever."""
        self._store = store
        self._keys = keys
        self._telemetry = telemetry
        self._retention_months = retention_months

    def run(self, now: float) -> None:
        """Erase the histories of users without a key, tend the others and measure their bytes.

        A fault of one does not stop the others, but then their sum is not measured. Raises
        TableFault if keys or users cannot be read: then nothing is erased.
        """
        holders = self._keys.holders(now)
        stored, is_sum = 0, True
        for user in sorted(self._store.users(), key=holders.__contains__):
            try:
                stored += self._tend(user, now) if user in holders else self._erase(user)
            except TableFault as fault:
                self._telemetry.table_fault(fault.reason)
                is_sum = False
            except HistoryErased:
                pass
        if is_sum:
            self._telemetry.measured("HistoryBytes", stored)

    def _erase(self, user: str) -> int:
        self._store.erase(user)
        self._telemetry.count("HistoriesErased")
        return 0

    def _tend(self, user: str, now: float) -> int:
        """Return how many bytes of a user are stored, without what is no longer kept."""
        start = kept_from(now, self._retention_months)
        manifest = self._store.manifest(user)
        if not manifest.version:
            self._store.erase(user)  # what a writer left that was stopped by an erasure
            return 0
        if retained(manifest, start) != manifest:
            manifest = self._store.update(user, lambda found: retained(found, start), begins=False)
        self._store.sweep(user)
        return manifest.stored_bytes + self._store.genre_bytes(user)
