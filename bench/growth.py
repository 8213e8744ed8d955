"""The time of a hit as the table fills: 10³, 10⁵ and 10⁶ keys."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any, Final
from unittest.mock import patch

import boto3

from bench.rig import TABLE, Rig, quiet
from lastfm_gateway.core.memory import Memory
from tools.proxy_event import proxy_event

SIZES: Final = (1_000, 100_000, 1_000_000)
EVENT: Final = proxy_event("/user/getTopTracks", {"user": "rj", "limit": "15"})
ROUNDS, CALLS = 7, 100
_BATCH: Final = 25


def measure(rig: Rig) -> dict[str, Any]:
    """Return milliseconds of a hit at each size, and the largest by the smallest."""
    handler, filled, taken = rig.handler("user"), 0, dict[str, float]()
    with quiet():
        handler(EVENT, None)
    for size in SIZES:
        _fill(filled, size)
        filled = size
        with patch.object(Memory, "get", lambda *_: None), quiet():
            _hits(handler)  # until the database has warmed up to it
            taken[str(size)] = median(_hits(handler) for _ in range(ROUNDS))
    return {"growth": max(taken.values()) / min(taken.values()), "growth_ms": taken}


def _hits(handler: Any) -> float:
    started = time.perf_counter()
    for _ in range(CALLS):
        handler(EVENT, None)
    return (time.perf_counter() - started) / CALLS * 1000


def _fill(first: int, last: int) -> None:
    """Store small items under keys of the answers' kind."""
    client = boto3.client("dynamodb")
    batches = itertools.batched(range(first, last), _BATCH, strict=False)
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda batch: _write(client, batch), batches):
            pass


def _write(client: Any, batch: tuple[int, ...]) -> None:
    puts = [{"PutRequest": {"Item": {"pk": {"S": f"answer#{n:040x}"}}}} for n in batch]
    client.batch_write_item(RequestItems={TABLE: puts})
