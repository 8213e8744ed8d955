"""Reads and writes the items of histories: manifests, names and spans."""

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from lastfm_gateway.history import items
from lastfm_gateway.history.columns import Columns, pack_columns
from lastfm_gateway.history.manifest import Manifest, SpanRef
from lastfm_gateway.history.merge import Segment
from lastfm_gateway.history.names import NameChunk, NameTable, NewChunk
from lastfm_gateway.storage.items import ForeignItem, Item, parse_item
from lastfm_gateway.storage.sorted_table import SortedTable
from lastfm_gateway.storage.table import FOREIGN, TableFault


class HistoryChanged(Exception):
    """Another writer was faster: what was read is outdated."""


class Head(NamedTuple):
    """A user's manifest and names. Version 0 means that there is no manifest."""

    manifest: Manifest
    names: NameTable


class HistoryTable:
    """Every method raises TableFault when DynamoDB fails or an item is malformed."""

    def __init__(self, table: SortedTable) -> None:
        self._table = table

    def head(self, pk: str, *, consistent: bool) -> Head:
        """Return the manifest and the names, in one query.

        Chunks that an erasure left behind a gap are ignored, as no scrobble needs them. When new
        ones close the gap they are in use again.
        """
        manifest = Manifest()
        chunks: list[NameChunk] = []
        has_gap = False
        for item in self._table.query(pk, *items.HEAD, consistent=consistent):
            if item["sk"]["S"] == items.MANIFEST:
                manifest = _parsed(item, items.parse_manifest)
            elif items.is_chunk(item):
                has_gap |= item["sk"]["S"] != items.chunk_key(len(chunks))
                if not has_gap:
                    chunks.append(_parsed(item, items.parse_chunk))
        names = NameTable(chunks)
        if has_gap and names.size < manifest.names_bytes:
            raise TableFault(FOREIGN)
        return Head(manifest, names)

    def manifest(self, pk: str) -> Manifest:
        """Return the manifest alone, consistently. Version 0 means that there is none."""
        found = self._table.read(pk, [items.MANIFEST], consistent=True)
        item = found.get(items.MANIFEST)
        return _parsed(item, items.parse_manifest) if item else Manifest()

    def genre_bytes(self, pk: str) -> int:
        """Return the compressed bytes of the remembered genres."""
        found = self._table.read(pk, [items.GENRES]).get(items.GENRES)
        return len(_parsed(found, items.opened)) if found else 0

    def spans(self, pk: str, spans: Sequence[SpanRef], *, consistent: bool) -> dict[int, Columns]:
        """Return the scrobbles of spans by number, in one batched read.

        Raises HistoryChanged if one of them vanished.
        """
        keys = {items.span_key(span.number): span for span in spans if span.count}
        found = self._table.read(pk, keys, consistent=consistent)
        if len(found) < len(keys):
            raise HistoryChanged
        return {
            keys[sk].number: _parsed(item, lambda item, sk=sk: items.parse_span(item, keys[sk]))  # type: ignore[misc]
            for sk, item in found.items()
        }

    def begin(self, pk: str) -> None:
        """Put an empty manifest if there is none. Its version differs after an erasure."""
        manifest = Manifest(version=1 + secrets.randbits(32))
        self._table.put_if(items.ABSENT, items.manifest_item(pk, manifest))

    def put_manifest(self, pk: str, manifest: Manifest) -> Manifest:
        """Put a manifest if the stored one still has its version. Return it with the next version.

        Raises HistoryChanged.
        """
        changed = manifest._replace(version=manifest.version + 1)
        seen = {":seen": items.version(manifest)}
        if not self._table.put_if(items.SAME_VERSION, items.manifest_item(pk, changed), seen):
            raise HistoryChanged
        return changed

    def add_names(self, pk: str, chunks: Iterable[NewChunk]) -> None:
        """Write chunks of names. Raises HistoryChanged."""
        for chunk in chunks:
            sk = items.chunk_key(chunk.number)
            item = items.sealed(pk, sk, chunk.data)
            if chunk.before is None:
                is_written = self._table.put_if(items.ABSENT, item)
            else:
                seen = items.content(pk, sk, chunk.before)
                is_written = self._table.put_if(items.SAME_CONTENT, item, {":seen": seen})
            if not is_written:
                raise HistoryChanged

    def add_span(self, pk: str, segment: Segment) -> SpanRef:
        """Write a segment's scrobbles under a new number."""
        times, data = segment.columns.times, pack_columns(segment.columns)
        while True:
            number = secrets.randbits(32)
            if self._table.put_if(items.ABSENT, items.sealed(pk, items.span_key(number), data)):
                bounds, size = (times[0], times[-1]), len(data)
                return SpanRef(segment.start, segment.end, len(times), size, number, *bounds)

    def span_keys(self, pk: str) -> list[str]:
        """Return the keys of all spans' items, those that no manifest names included."""
        return self._table.sort_keys(pk, *items.SPANS)

    def delete(self, pk: str, keys: Collection[str]) -> None:
        """Delete items."""
        self._table.delete(pk, keys)

    def discard(self, pk: str, numbers: Iterable[int]) -> None:
        """Delete the items of spans, as far as DynamoDB works."""
        with suppress(TableFault):
            self._table.delete(pk, map(items.span_key, numbers))

    def erase(self, pk: str) -> None:
        """Delete all items. The manifest goes first, so that no writer goes on."""
        self._table.delete(pk, [items.MANIFEST])
        while left := self._table.sort_keys(pk, *items.ALL):
            self._table.delete(pk, left)

    def partitions(self) -> Iterable[str]:
        """Yield the partition key of each user of whom something is stored, once."""
        return self._table.partitions()


def _parsed[T](item: Item, parse: Callable[[Item], T]) -> T:
    try:
        return parse_item(item, parse)
    except ForeignItem:
        raise TableFault(FOREIGN) from None
