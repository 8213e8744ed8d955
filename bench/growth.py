"""Measures the time of a cache hit with 10³, 10⁵ and 10⁶ keys in the table.

Each number of keys has its own table. Rounds are interleaved, so that drift of the machine affects
all three alike.
"""

import time
from statistics import median
from typing import Any, Final
from unittest.mock import patch

from bench.filling import fill
from bench.rig import Rig, other_table, quiet
from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.http.handler import Handler
from tools.proxy_event import proxy_event

SIZES: Final = (1_000, 100_000, 1_000_000)
EVENT: Final = proxy_event("/user/getTopTracks", {"user": "rj", "limit": "15"})
ROUNDS, CALLS = 41, 25
_PROGRESS_STEP: Final = 250_000


def measure(rig: Rig) -> dict[str, Any]:
    """Return the median milliseconds of a hit for each size, and the slowest ÷ the fastest."""
    handlers = {str(size): _with_keys(rig, size) for size in SIZES}
    times: dict[str, list[float]] = {size: [] for size in handlers}
    with patch.object(MemoryCache, "get", lambda *_: None), quiet():
        for handler in handlers.values():
            _hits(handler)  # warms up the database
        for _ in range(ROUNDS):
            for size, handler in handlers.items():
                times[size].append(_hits(handler))
    medians = {size: median(figures) for size, figures in times.items()}
    return {"growth": max(medians.values()) / min(medians.values()), "growth_ms": medians}


def _with_keys(rig: Rig, size: int) -> Handler:
    """Return a handler whose table holds `size` keys and the entry for the event."""
    table = f"cache-{size}"
    with other_table(table):
        handler = rig.handler("user")
    for stored in fill(rig.database_url, rig.credential, table, size):
        if stored == size or stored % _PROGRESS_STEP == 0:
            print(f"{stored:,}", end=" ", flush=True)
    with quiet():
        handler(EVENT, None)
    return handler


def _hits(handler: Handler) -> float:
    """Return the mean milliseconds of a hit."""
    started = time.perf_counter()
    for _ in range(CALLS):
        handler(EVENT, None)
    return (time.perf_counter() - started) / CALLS * 1000
