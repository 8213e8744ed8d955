"""Authenticates bearer keys. Their items are read in the same batched read as the cache."""

from collections.abc import Mapping

from lastfm_gateway.errors import Unauthorized
from lastfm_gateway.keys.store import item_key, parse_holder
from lastfm_gateway.keys.token import BearerToken, KeyHolder
from lastfm_gateway.storage.items import ForeignItem, Item, parse_item


class BearerKey:
    """A request's bearer key. `holder` is None until it is authenticated."""

    def __init__(self, token: BearerToken) -> None:
        self.token = token
        self.holder: KeyHolder | None = None

    def keys_to_read(self) -> tuple[str, ...]:
        """Return the item keys to read: none once the key is authenticated."""
        return () if self.holder else (item_key(self.token.id),)

    def authenticate(self, found: Mapping[str, Item], now: float) -> None:
        """Set the holder from the items read. Raises Unauthorized for an invalid key."""
        if self.holder is not None:
            return
        item = found.get(item_key(self.token.id))
        try:
            holder = parse_item(item, parse_holder) if item else None
        except ForeignItem:
            holder = None
        if holder is None or not holder.matches(self.token, now):
            raise Unauthorized
        self.holder = holder
