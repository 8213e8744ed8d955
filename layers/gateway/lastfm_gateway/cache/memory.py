"""Fresh answers in the environment's own memory for a few seconds. No I/O; the time is passed in.

It spares the table for what is asked over and over. Only shared answers are ever put in.
"""

from contextlib import suppress
from typing import Final

from cachetools import LRUCache

from lastfm_gateway.cache.entry import Entry

#: How long an answer is taken from memory before the table is asked again, in seconds: a write
#: that makes an answer stale is seen at most this much later.
KEPT_FOR: Final = 5.0

#: What all answers in memory may take, in compressed bytes.
MAX_BYTES: Final = 4 * 1024 * 1024

#: What an entry takes beside its body, in bytes, as a round figure.
_OVERHEAD: Final = 512


class MemoryCache:
    """Entries by key, the least recently used out first."""

    def __init__(self, max_bytes: int = MAX_BYTES, kept_for: float = KEPT_FOR) -> None:
        self._kept_for = kept_for
        self._held = LRUCache[str, tuple[Entry, float]](max_bytes, getsizeof=_size)

    def get(self, key: str, now: float) -> Entry | None:
        """Return a fresh answer, or None."""
        held = self._held.get(key)
        if held is None:
            return None
        entry, until = held
        if now >= until or not entry.is_fresh(now):
            self.forget(key)
            return None
        return entry

    def put(self, key: str, entry: Entry, now: float) -> None:
        """Keep an answer for a while, if there is room for it at all."""
        self.forget(key)
        with suppress(ValueError):  # too large for the cache as a whole
            self._held[key] = (entry, now + self._kept_for)

    def forget(self, key: str) -> None:
        """Drop an answer."""
        self._held.pop(key, None)


def _size(held: tuple[Entry, float]) -> int:
    return len(held[0].packed) + _OVERHEAD
