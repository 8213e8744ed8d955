"""The fleet's view of Last.fm: circuit breaker, calls left in the budget, the last hour's activity.

One batched read of all shards of the budget and of the breaker: nine items at most.
"""

from typing import NamedTuple

from lastfm_gateway.limits import budget_grants
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.call_budget import shard_key
from lastfm_gateway.limits.circuit_breaker import BREAKER_KEY
from lastfm_gateway.limits.circuit_state import CircuitState
from lastfm_gateway.limits.items import Shard, parse_circuit, parse_shard
from lastfm_gateway.limits.sliding_window import to_ms
from lastfm_gateway.observability.activity import Activity, total
from lastfm_gateway.storage.table import Table


class UpstreamState(NamedTuple):
    """State of the calls to Last.fm at one moment.

    `opens_for`: whole seconds until the breaker lets a probe pass; 0 while it is closed, and when
    a probe is due.
    """

    is_closed: bool
    opens_for: int
    calls_left: int
    activity: Activity


def read_upstream_state(table: Table, budget: BudgetLimit, now: float) -> UpstreamState:
    """Read the state of all environments together. Raises TableFault."""
    shards = [shard_key(number) for number in range(budget.shards)]
    found = table.read(BREAKER_KEY, *shards)
    breaker = table.parse(found.get(BREAKER_KEY), parse_circuit, CircuitState())
    stored = [table.parse(found.get(key), parse_shard, Shard()) for key in shards]
    left = sum(
        budget_grants.calls_left(shard.grants, to_ms(now), budget.share(number), budget)
        for number, shard in enumerate(stored)
    )
    return UpstreamState(
        is_closed=breaker.is_closed(),
        opens_for=breaker.wait(to_ms(now)),
        calls_left=left,
        activity=total((shard.activity for shard in stored), now),
    )
