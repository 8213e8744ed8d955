"""History store: each user's scrobbles in DynamoDB, read by window and replaced by window."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from lastfm_gateway.history import items
from lastfm_gateway.history.columns import joined
from lastfm_gateway.history.listening import Listening, Scrobble
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.names import storable
from lastfm_gateway.history.table import HistoryChanged, HistoryTable
from lastfm_gateway.history.window import Window
from lastfm_gateway.history.writer import Change, HistoryErased, HistoryWriter
from lastfm_gateway.storage.sorted_table import SortedTable
from lastfm_gateway.storage.table import TableFault

__all__ = ["Change", "HistoryErased", "HistoryStore"]

#: How often a read begins again because a span that it needs was replaced.
ATTEMPTS: Final = 5


class HistoryStore:
    """Every method raises TableFault when DynamoDB fails or an item is malformed."""

    def __init__(self, table: SortedTable) -> None:
        self._table = HistoryTable(table)
        self._writer = HistoryWriter(self._table)

    def read(
        self, user: str, window: Window | None = None, *, consistent: bool = False
    ) -> tuple[Manifest, Listening]:
        """Return a user's manifest and the scrobbles of a window; None means all of them."""
        pk = items.partition(user)
        for attempt in range(ATTEMPTS):
            with suppress(HistoryChanged):
                return self._read(pk, window, consistent=consistent or attempt > 0)
        raise TableFault("SpanMissing")

    def manifest(self, user: str) -> Manifest:
        """Return a user's manifest as last written. Version 0 means that nothing is stored."""
        return self._table.manifest(items.partition(user))

    def replace(
        self,
        user: str,
        window: Window,
        scrobbles: Iterable[Scrobble],
        change: Change = lambda manifest: manifest,
        *,
        begins: bool = True,
    ) -> Manifest:
        """Store that a window's scrobbles are exactly these. Return the manifest.

        Scrobbles of the same second and names are one. `change` sets the state in the same write.
        Nothing is written if nothing differs. Raises ValueError for a scrobble outside the window,
        and HistoryErased; without `begins`, also if nothing is stored of the user.
        """
        new = [Scrobble(at, storable(names)) for at, names in scrobbles]
        if not all(window.start <= at < window.end for at, _ in new):
            raise ValueError("a scrobble is outside the window")
        return self._writer.replace(items.partition(user), window, new, change, begins=begins)

    def update(self, user: str, change: Change, *, begins: bool = True) -> Manifest:
        """Change a manifest's state. Raises HistoryErased.

        It creates the manifest if need be; without `begins` it raises then.
        """
        return self._writer.update(items.partition(user), change, begins=begins)

    def sweep(self, user: str) -> int:
        """Delete the spans that killed writers left. Return their number.

        The manifest's version is raised first, so that a writer whose spans are deleted begins
        again.
        """
        pk = items.partition(user)
        keys = self._table.span_keys(pk)
        manifest, _ = self._table.head(pk, consistent=True)
        left = set(keys) - {items.span_key(span.number) for span in manifest.spans}
        if left and manifest.version:
            with suppress(HistoryChanged):
                self._table.put_manifest(pk, manifest)
                self._table.delete(pk, left)
                return len(left)
        return 0

    def genre_bytes(self, user: str) -> int:
        """Return the compressed bytes of a user's remembered genres."""
        return self._table.genre_bytes(items.partition(user))

    def erase(self, user: str) -> None:
        """Delete everything of a user."""
        self._table.erase(items.partition(user))

    def users(self) -> Iterable[str]:
        """Yield the folded name of each user of whom something is stored, once."""
        return self._table.partitions()

    def _read(
        self, pk: str, window: Window | None, *, consistent: bool
    ) -> tuple[Manifest, Listening]:
        """Read once. Raises HistoryChanged if a span or a name is not there."""
        manifest, names = self._table.head(pk, consistent=consistent)
        within = window or manifest.covered
        spans = [
            span
            for span in manifest.overlapping(within)
            if span.count and span.first < within.end and span.last >= within.start
        ]
        held = self._table.spans(pk, spans, consistent=consistent)
        times, ids = joined(held[span.number] for span in spans)
        if not names.holds(set(ids)):
            raise HistoryChanged
        listening = Listening(times, ids, names, within, manifest.missing(within))
        first, after = listening.bounds(within)
        if after - first < len(times):
            listening = listening._replace(times=times[first:after], ids=ids[first:after])
        return manifest, listening
