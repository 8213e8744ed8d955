"""Whose key a request came with: read along with the cache, and believed only then."""

from collections.abc import Mapping
from dataclasses import dataclass

from lastfm_gateway.errors import Unauthorized
from lastfm_gateway.keys.store import as_holder, item_key
from lastfm_gateway.keys.token import BearerToken, KeyHolder
from lastfm_gateway.storage.items import ForeignItem, Item, parse_item


@dataclass(slots=True)
class BearerKey:
    """A key that a request presented; `holder` is None until it has been checked."""

    token: BearerToken
    holder: KeyHolder | None = None

    def keys_to_read(self) -> tuple[str, ...]:
        """Return the key's item, while nobody has looked at it."""
        return () if self.holder else (item_key(self.token.id),)

    def authenticate(self, found: Mapping[str, Item], now: float) -> None:
        """Take in what was read. Raises Unauthorized for a key that is not in force."""
        if self.holder is not None:
            return
        item = found.get(item_key(self.token.id))
        try:
            holder = parse_item(item, as_holder) if item else None
        except ForeignItem:
            holder = None
        if holder is None or not holder.matches(self.token, now):
            raise Unauthorized
        self.holder = holder
