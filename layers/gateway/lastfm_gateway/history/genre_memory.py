"""Remembers the genres of a user's artists, in one item beside the user's history."""

import json
import zlib
from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from lastfm_gateway.history import items
from lastfm_gateway.history.columns import inflate
from lastfm_gateway.storage.items import ForeignItem, Item, parse_item
from lastfm_gateway.storage.sorted_table import SortedTable
from lastfm_gateway.storage.table import FOREIGN, TableFault

#: The most artists remembered per user. Their names take about 200 KB.
MAX_ARTISTS: Final = 10_000


class KnownGenre(NamedTuple):
    """An artist's genre, "" if it has none, and the unix time of its lookup."""

    name: str
    at: int


class GenreMemory:
    """The genres of one user's artists. Raises TableFault when DynamoDB fails."""

    def __init__(self, table: SortedTable, user: str) -> None:
        self._table = table
        self._pk = items.partition(user)
        self._seen: Item | None = None

    def load(self) -> dict[str, KnownGenre]:
        """Return the remembered genres by folded artist name. A damaged item may be replaced."""
        found = self._table.read(self._pk, [items.GENRES]).get(items.GENRES)
        if found is None:
            return {}
        self._seen = found.get(items.CONTENT)
        try:
            return parse_item(found, _parse)
        except ForeignItem:
            raise TableFault(FOREIGN) from None

    def save(self, genres: Mapping[str, KnownGenre], needed: Container[str] = ()) -> None:
        """Remember genres in place of those loaded, unless another request was faster.

        If they are too many, those of `needed` artists stay, then those looked up last.
        Nothing is left behind if the history is erased meanwhile: an erasure deletes the manifest
        first, then lists what is left.
        """
        ranked = sorted(genres.items(), key=lambda pair: (pair[0] not in needed, -pair[1].at))
        item = items.sealed(self._pk, items.GENRES, _pack(dict(ranked[:MAX_ARTISTS])))
        if self._seen is None:
            self._table.put_if(items.ABSENT, item)
        else:
            self._table.put_if(items.SAME_CONTENT, item, {":seen": self._seen})
        if not self._table.read(self._pk, [items.MANIFEST], consistent=True):
            self._table.delete(self._pk, [items.GENRES])


def _pack(genres: Mapping[str, KnownGenre]) -> bytes:
    return zlib.compress(json.dumps(genres, separators=(",", ":")).encode())


def _parse(item: Item) -> dict[str, KnownGenre]:
    genres = json.loads(inflate(items.opened(item)))
    return {artist: KnownGenre(*known) for artist, known in genres.items()}
