"""In-memory LRU cache: fresh shared answers, for a few seconds per environment. No I/O, no clock.

It saves a table read for answers in high demand.
"""

from contextlib import suppress
from typing import Final

from cachetools import LRUCache

from lastfm_gateway.cache.entry import Entry

#: How long an entry is served from memory before the table is read again:
#: another environment's newer entry is seen at most this much later.
MEMORY_SECONDS: Final = 5.0

#: Capacity, in compressed bytes.
MAX_BYTES: Final = 4 * 1024 * 1024

#: Estimated size of an entry beside its body, in bytes.
_OVERHEAD: Final = 512


class MemoryCache:
    """Entries by cache key; the least recently used is evicted first."""

    def __init__(self, max_bytes: int = MAX_BYTES, kept_for: float = MEMORY_SECONDS) -> None:
        self._kept_for = kept_for
        self._held = LRUCache[str, tuple[Entry, float]](max_bytes, getsizeof=_size)

    def get(self, key: str, now: float) -> Entry | None:
        """Return a fresh entry, or None."""
        held = self._held.get(key)
        if held is None:
            return None
        entry, until = held
        if now >= until or not entry.is_fresh(now):
            self.forget(key)
            return None
        return entry

    def put(self, key: str, entry: Entry, now: float) -> None:
        """Store an entry, unless it exceeds the whole capacity."""
        self.forget(key)
        with suppress(ValueError):  # larger than the whole cache
            self._held[key] = (entry, now + self._kept_for)

    def forget(self, key: str) -> None:
        """Remove an entry."""
        self._held.pop(key, None)


def _size(held: tuple[Entry, float]) -> int:
    return len(held[0].packed) + _OVERHEAD
