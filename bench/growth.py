"""The time of a hit with 10³, 10⁵ and 10⁶ keys in its table.

Each number of keys has a table of its own, and the three are asked turn by turn: what drifts while
the machine is measured, drifts for all of them.
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
_TELL: Final = 250_000


def measure(rig: Rig) -> dict[str, Any]:
    """Return the median milliseconds of a hit at each size, and the largest by the smallest."""
    handlers = {str(size): _with_keys(rig, size) for size in SIZES}
    taken: dict[str, list[float]] = {size: [] for size in handlers}
    with patch.object(MemoryCache, "get", lambda *_: None), quiet():
        for handler in handlers.values():
            _hits(handler)  # until the database has warmed up to it
        for _ in range(ROUNDS):
            for size, handler in handlers.items():
                taken[size].append(_hits(handler))
    medians = {size: median(figures) for size, figures in taken.items()}
    return {"growth": max(medians.values()) / min(medians.values()), "growth_ms": medians}


def _with_keys(rig: Rig, size: int) -> Handler:
    """Return a function whose table holds so many keys, an answer to the event among them."""
    table = f"cache-{size}"
    with other_table(table):
        handler = rig.handler("user")
    for there in fill(rig.database_url, rig.credential, table, size):
        if there == size or there % _TELL == 0:
            print(f"{there:,}", end=" ", flush=True)
    with quiet():
        handler(EVENT, None)
    return handler


def _hits(handler: Handler) -> float:
    """Return the milliseconds of a hit."""
    started = time.perf_counter()
    for _ in range(CALLS):
        handler(EVENT, None)
    return (time.perf_counter() - started) / CALLS * 1000
