"""Items of the limits: a caller's calls, a shard of the call budget, the circuit breaker's state.

Each has a version `v`, which a conditional write compares.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from lastfm_gateway.limits import budget_grants, sliding_window
from lastfm_gateway.limits.budget_grants import Grants
from lastfm_gateway.limits.circuit_state import CircuitState
from lastfm_gateway.storage.items import Item, number

#: How long calls and grants are kept beyond their window, in seconds.
_OUTLIVES: Final = 600

_VERSION: Final = "v"
_TIMES: Final = "l"
_OPENINGS: Final = "n"
_OPEN_UNTIL: Final = "x"
_PROBER: Final = "p"


class CallLog(NamedTuple):
    """A caller's admitted calls (unix milliseconds), and the version that they were read at."""

    times: Sequence[int] = ()
    version: int = 0


class Shard(NamedTuple):
    """One part of the budget: its grants, and the version that they were read at."""

    grants: Grants = ()
    version: int = 0


def log_item(key: str, log: CallLog, now: int, window: int) -> Item:
    """Return the item of a caller's calls as of `now` (ms), for a window in seconds."""
    return {
        "pk": {"S": key},
        "ttl": number(now // 1000 + window + _OUTLIVES),
        _VERSION: number(log.version),
        _TIMES: {"B": sliding_window.pack(log.times)},
    }


def parse_log(item: Item) -> CallLog:
    """Return a caller's calls in an item."""
    return CallLog(sliding_window.unpack(item[_TIMES]["B"]), int(item[_VERSION]["N"]))


def shard_item(key: str, shard: Shard, window: int) -> Item:
    """Return the item of a part of the budget, for its window in seconds."""
    return {
        "pk": {"S": key},
        "ttl": number(shard.grants[-1][0] // 1000 + window + _OUTLIVES),
        _VERSION: number(shard.version),
        _TIMES: {"B": budget_grants.pack(shard.grants)},
    }


def parse_shard(item: Item) -> Shard:
    """Return the part of the budget in an item."""
    return Shard(budget_grants.unpack(item[_TIMES]["B"]), int(item[_VERSION]["N"]))


def circuit_item(key: str, state: CircuitState) -> Item:
    """Return the breaker's item. It has no TTL: a closed breaker's version goes on counting."""
    item = {
        "pk": {"S": key},
        _VERSION: number(state.version),
        _OPENINGS: number(state.openings),
        _OPEN_UNTIL: number(state.until),
    }
    return {**item, _PROBER: {"S": state.prober}} if state.prober else item


def parse_circuit(item: Item) -> CircuitState:
    """Return the breaker's state in an item."""
    return CircuitState(
        openings=int(item[_OPENINGS]["N"]),
        until=int(item[_OPEN_UNTIL]["N"]),
        version=int(item[_VERSION]["N"]),
        prober=item[_PROBER]["S"] if _PROBER in item else "",
    )
