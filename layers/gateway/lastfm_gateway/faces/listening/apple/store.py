"""Stores Apple Music links for 30 days, including that Apple has none."""

from collections.abc import Callable, Sequence
from typing import Final

from lastfm_gateway.faces.listening.apple.search import Entity, Links
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import Table

#: How long links are kept, in seconds.
LINKS_KEPT_FOR: Final = 30 * DAY

# Attribute names are short: DynamoDB charges for them.
_PAGE: Final = "p"
_PREVIEW: Final = "v"
_YEAR: Final = "y"
_TRACKS: Final = "n"


class LinkStore:
    """Reads and writes links by entity. Every method raises TableFault when DynamoDB fails."""

    def __init__(self, table: Table, clock: Callable[[], float]) -> None:
        self._table = table
        self._clock = clock

    def read(self, entities: Sequence[Entity]) -> dict[Entity, Links]:
        """Return the stored links of up to a hundred entities, in one batched read."""
        keys = {entity: _key(entity) for entity in entities}
        items = self._table.read(*dict.fromkeys(keys.values())) if keys else {}
        links = {
            entity: self._table.parse(items.get(key), self._parse, None)
            for entity, key in keys.items()
        }
        return {entity: stored for entity, stored in links.items() if stored is not None}

    def put(self, entity: Entity, links: Links) -> None:
        """Store an entity's links; empty Links record that Apple has none."""
        texts = {_PAGE: links.page, _PREVIEW: links.preview}
        numbers = {_YEAR: links.year, _TRACKS: links.tracks}
        self._table.put(
            {
                "pk": {"S": _key(entity)},
                **{name: {"S": text} for name, text in texts.items() if text is not None},
                **{name: number(value) for name, value in numbers.items() if value is not None},
                "ttl": number(int(self._clock()) + LINKS_KEPT_FOR),
            }
        )

    def _parse(self, item: Item) -> Links | None:
        """Return the links in an item, or None if it has expired: DynamoDB deletes late."""
        if int(item["ttl"]["N"]) <= self._clock():
            return None
        return Links(
            page=item[_PAGE]["S"] if _PAGE in item else None,
            preview=item[_PREVIEW]["S"] if _PREVIEW in item else None,
            year=int(item[_YEAR]["N"]) if _YEAR in item else None,
            tracks=int(item[_TRACKS]["N"]) if _TRACKS in item else None,
        )


def _key(entity: Entity) -> str:
    return f"links#{entity.id}"
