"""DynamoDB items of the limits: call logs, budget shards, the circuit breaker's state.

Each has a version `v` for optimistic locking.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from lastfm_gateway.limits import budget_grants, sliding_window
from lastfm_gateway.limits.budget_grants import Grants
from lastfm_gateway.limits.circuit_state import CircuitState
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.observability import activity
from lastfm_gateway.observability.activity import Activity
from lastfm_gateway.storage.items import Item, number

#: How long calls and grants are kept beyond their window.
_LOG_TTL_MARGIN_SECONDS: Final = 600

_VERSION: Final = "v"
_TIMES: Final = "l"
_ACTIVITY: Final = "h"
_OPENINGS: Final = "n"
_OPEN_UNTIL: Final = "x"
_PROBER: Final = "p"


class CallLog(NamedTuple):
    """A caller's admitted calls (unix milliseconds), and the item's version."""

    times: Sequence[int] = ()
    version: int = 0


class Shard(NamedTuple):
    """One shard of the budget: its grants, the item's version, and the last hour's activity.

    The activity is here because every environment that calls Last.fm writes a shard.
    """

    grants: Grants = ()
    version: int = 0
    activity: Activity = MappingProxyType({})


def log_item(key: str, log: CallLog, now: int, window: int) -> Item:
    """Build a call log's item as of `now` (unix milliseconds), for a window in seconds."""
    return {
        "pk": {"S": key},
        "ttl": number(now // MS_PER_SECOND + window + _LOG_TTL_MARGIN_SECONDS),
        _VERSION: number(log.version),
        _TIMES: {"B": sliding_window.pack(log.times)},
    }


def parse_log(item: Item) -> CallLog:
    """Parse a call log's item."""
    return CallLog(sliding_window.unpack(item[_TIMES]["B"]), int(item[_VERSION]["N"]))


def shard_item(key: str, shard: Shard, window: int) -> Item:
    """Build a shard's item, for the budget's window in seconds."""
    kept_for = max(window, activity.KEPT_SECONDS) + _LOG_TTL_MARGIN_SECONDS
    return {
        "pk": {"S": key},
        "ttl": number(shard.grants[-1][0] // MS_PER_SECOND + kept_for),
        _VERSION: number(shard.version),
        _TIMES: {"B": budget_grants.pack(shard.grants)},
        _ACTIVITY: {"B": activity.pack(shard.activity)},
    }


def parse_shard(item: Item) -> Shard:
    """Parse a shard's item."""
    grants = budget_grants.unpack(item[_TIMES]["B"])
    held = activity.unpack(item[_ACTIVITY]["B"]) if _ACTIVITY in item else {}
    return Shard(grants, int(item[_VERSION]["N"]), held)


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
    """Parse the breaker's item."""
    return CircuitState(
        openings=int(item[_OPENINGS]["N"]),
        until=int(item[_OPEN_UNTIL]["N"]),
        version=int(item[_VERSION]["N"]),
        prober=item[_PROBER]["S"] if _PROBER in item else "",
    )
