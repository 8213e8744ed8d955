"""Writes histories copy-on-write: names, then new spans, then the manifest that refers to them.

The manifest is put if its version is unchanged; else the write begins again. Killed anywhere, it
loses and doubles nothing.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import filterfalse
from typing import Final

from lastfm_gateway.history.columns import sorted_columns
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.manifest import Manifest, SpanRef
from lastfm_gateway.history.merge import merge, touched
from lastfm_gateway.history.names import NameTable, NewChunk
from lastfm_gateway.history.table import Head, HistoryChanged, HistoryTable
from lastfm_gateway.history.window import Window
from lastfm_gateway.storage.table import TableFault

#: How often a write begins again because another writer was faster.
ATTEMPTS: Final = 10

#: Returns a manifest with another state.
type Change = Callable[[Manifest], Manifest]


class HistoryErased(Exception):
    """The history was erased while it was being written."""


class HistoryWriter:
    """Raises TableFault when DynamoDB fails, and HistoryErased."""

    def __init__(self, table: HistoryTable) -> None:
        self._table = table

    def update(self, pk: str, change: Change, *, begins: bool = True) -> Manifest:
        """Change a manifest's state, creating the manifest if need be. Return it."""
        return self._commit(
            pk, lambda head, _: self._switch(pk, head.manifest, change(head.manifest)), begins
        )

    def replace(
        self,
        pk: str,
        window: Window,
        scrobbles: Sequence[Scrobble],
        change: Change,
        *,
        begins: bool = True,
    ) -> Manifest:
        """Store that a window's scrobbles are exactly these. Return the manifest."""

        def attempt(head: Head, written: set[int]) -> Manifest:
            manifest, names = head
            spans = touched(manifest, window)
            held = self._table.spans(pk, spans, consistent=True)
            ids, chunks = _with_ids(names, scrobbles)
            columns = sorted_columns((at, ids[row]) for at, row in scrobbles)
            segments = merge(spans, held, window, columns)
            to = change(manifest)
            if any(segment.is_new for segment in segments):
                self._table.add_names(pk, chunks)
                added = sum(len(chunk.data) - len(chunk.before or b"") for chunk in chunks)
                to = to._replace(names_bytes=names.size + added)
            refs = []
            for segment in segments:
                ref = self._table.add_span(pk, segment) if segment.is_new else segment.kept_ref()
                refs.append(ref)
                if segment.is_new:
                    written.add(ref.number)
            kept = filterfalse(set(spans).__contains__, manifest.spans)
            to = self._switch(pk, manifest, to._replace(spans=tuple(sorted([*kept, *refs]))))
            self._table.discard(pk, _numbers(spans) - _numbers(refs))
            return to

        return self._commit(pk, attempt, begins)

    def _switch(self, pk: str, manifest: Manifest, to: Manifest) -> Manifest:
        """Put a manifest in place of another, unless they are equal. Raises HistoryChanged."""
        if to._replace(version=manifest.version) == manifest:
            return manifest
        return self._table.put_manifest(pk, to._replace(version=manifest.version))

    def _commit(
        self,
        pk: str,
        attempt: Callable[[Head, set[int]], Manifest],
        begins: bool,  # noqa: FBT001 (private)
    ) -> Manifest:
        """Attempt a write until no other writer is faster. Create no manifest unless it `begins`.

        `attempt` adds the spans that it writes to a set. Those of a failed attempt are deleted once
        a manifest without them is read: a write may have succeeded although its response was lost.
        """
        head = self._table.head(pk, consistent=True)
        if begins and not head.manifest.version:
            self._table.begin(pk)
            head = self._table.head(pk, consistent=True)
        written = set[int]()
        for _ in range(ATTEMPTS):
            self._table.discard(pk, written - _numbers(head.manifest.spans))
            if not head.manifest.version:
                raise HistoryErased
            written.clear()
            with suppress(HistoryChanged):
                return attempt(head, written)
            head = self._table.head(pk, consistent=True)
        raise TableFault("Conflict")


def _with_ids(
    names: NameTable, scrobbles: Sequence[Scrobble]
) -> tuple[dict[TrackNames, int], list[NewChunk]]:
    """Return the ids of all names, those of the scrobbles included, and the chunks to add."""
    if not scrobbles:
        return {}, []
    ids = names.ids()
    rows = dict.fromkeys(row for _, row in scrobbles)
    chunks = names.chunks_with([row for row in rows if row not in ids])
    for chunk in chunks:
        ids.update(chunk.ids())
    return ids, chunks


def _numbers(spans: Sequence[SpanRef]) -> set[int]:
    return {span.number for span in spans if span.count}
