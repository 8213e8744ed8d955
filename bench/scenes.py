"""The scenes of the comparison with nginx: each is played with both sides, on an empty cache."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from unittest.mock import patch

from bench.failures import outage, outage_as_200
from bench.rival_requests import in_order_of, query_of
from bench.scene import OK, Figures, Query, Scene, call_counter
from bench.sides import CALLERS, SHORT, Side, lastfm_keys
from bench.traffic import zipf
from lastfm_gateway.cache.memory import MemoryCache
from local.simulator import Simulator
from local.simulator.faults import Fault

REQUESTS, KEYS, CLIENTS, KEY_HOLDERS = 2_000, 300, 4, 8
HITS: Final = 5_000

_DELAY: Final = Fault("delay", delay_ms=200)


def hit_ratio(side: Side, lastfm: Simulator) -> Figures:
    """Return the hits of callers without a key, all with the same client."""
    return {"hit_ratio": _ratio(side, lastfm, lambda query, _: query)}


def hit_ratio_of_clients(side: Side, lastfm: Simulator) -> Figures:
    """Return the hits of four clients, each with its own order of parameters."""
    return {
        "hit_ratio_clients": _ratio(
            side, lastfm, lambda query, number: in_order_of(number % CLIENTS, query)
        )
    }


def hit_ratio_of_keys(side: Side, lastfm: Simulator) -> Figures:
    """Return the hits of eight callers whom the operator gave a key each; entries with a key."""
    keys = side.issue_keys(KEY_HOLDERS)
    ratio = _ratio_with(keys, side, lastfm)
    return {"hit_ratio_keys": ratio, "entries_with_key": sum(map(side.entries_with, keys))}


def hit_ratio_of_lastfm_keys(side: Side, lastfm: Simulator) -> Figures:
    """Return the hits of eight callers, each with a key of Last.fm's."""
    keys = lastfm_keys(lastfm, KEY_HOLDERS)
    return {"hit_ratio_lastfm_keys": _ratio_with(keys, side, lastfm)}


def stampede(side: Side, lastfm: Simulator) -> Figures:
    """Return the calls for a hundred requests at once for an absent answer."""
    lastfm.faults.add(_DELAY)
    calls = call_counter(lastfm)
    _at_once(side, [query_of(0)] * CALLERS)
    without_key = calls()
    keys = side.issue_keys(KEY_HOLDERS)
    _at_once(side, [_keyed(query_of(1), keys, number) for number in range(CALLERS)])
    return {"stampede_calls": without_key, "stampede_calls_keys": calls() - without_key}


def after_expiry(side: Side, lastfm: Simulator) -> Figures:
    """Return the calls for a hundred requests at once for an expired answer."""
    side.get(query_of(0))
    time.sleep(SHORT + 1)
    lastfm.faults.add(_DELAY)
    calls = call_counter(lastfm)
    _at_once(side, [query_of(0)] * CALLERS)
    time.sleep(1)  # until a call in the background has been received
    return {"expiry_calls": calls()}


def hit_processor_time(side: Side, _lastfm: Simulator) -> Figures:
    """Return the microseconds of a hit, from the gateway's memory and from its table."""
    memory = _microseconds(side)
    with patch.object(MemoryCache, "get", lambda *_: None):
        return {"hit_us_memory": memory, "hit_us": _microseconds(side)}


SCENES: Final = (
    Scene(hit_ratio),
    Scene(hit_ratio_of_clients),
    Scene(hit_ratio_of_keys),
    Scene(hit_ratio_of_lastfm_keys),
    Scene(stampede, callers=CALLERS),
    Scene(after_expiry, short=True, callers=CALLERS),
    Scene(outage, short=True),
    Scene(outage_as_200, short=True),
    Scene(hit_processor_time),
)


def _ratio(side: Side, lastfm: Simulator, as_sent: Callable[[Query, int], Query]) -> float:
    """Return the share of Zipf traffic that makes no call."""
    rng, keys = random.Random(18), zipf(KEYS)  # noqa: S311 (the same for both sides)
    calls = call_counter(lastfm)
    for number in range(REQUESTS):
        received = side.get(as_sent(query_of(keys.draw(rng)), number))
        if received.status != OK:
            raise RuntimeError(f"not every answer was 200: {received}")
    return 1 - calls() / REQUESTS


def _ratio_with(api_keys: list[str], side: Side, lastfm: Simulator) -> float:
    return _ratio(side, lastfm, lambda query, number: _keyed(query, api_keys, number))


def _keyed(query: Query, api_keys: list[str], number: int) -> Query:
    return {**query, "api_key": api_keys[number % len(api_keys)]}


def _at_once(side: Side, queries: list[Query]) -> None:
    with ThreadPoolExecutor(len(queries)) as pool:
        statuses = [received.status for received in pool.map(side.get, queries)]
    if statuses != [OK] * len(queries):
        raise RuntimeError(f"not every answer was 200: {statuses}")


def _microseconds(side: Side) -> float:
    side.get(query_of(0))
    before = side.processor_seconds()
    for _ in range(HITS):
        side.get(query_of(0))
    return (side.processor_seconds() - before) / HITS * 1e6
