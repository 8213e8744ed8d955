"""A fleet of environments in simulated time: the real limiter, budget, memory and entries.

No AWS and no network: the table is a dict with the same conditional writes, the upstream a delay.
Arrivals come at a rate, their keys by Zipf's law, each to an environment drawn at random.
"""

import random
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final

from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.errors import CallBudgetSpent, RateLimited
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.call_budget import CallBudget
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.limits.sliding_window import Limit
from lastfm_gateway.storage.items import Item

RATES: Final = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000)
SECONDS: Final = 330  # of simulated time: more than the budget's window
MOST_ARRIVALS: Final = 1_000_000
KEYS: Final = 5_000
CALLERS: Final = 5_000
SKEW: Final = 1.0
UPSTREAM_SECONDS: Final = 0.2
BUDGET: Final = BudgetLimit(calls=1200, window=300)
LIMIT: Final = Limit(calls=100, window=60)

#: Each environment takes so many requests a second: what Lambda would start for a rate.
RATE_OF_ONE: Final = 50

#: How long answers stay fresh, by the share of keys of each kind. Seconds.
FRESHNESS: Final = ((0.2, 30), (0.5, 1_800), (1.0, 86_400))


class DictTable:
    """The cache table, as far as the limiter and the budget need it."""

    def __init__(self) -> None:
        self._items: dict[str, Any] = {}

    def read(self, *keys: str, consistent: bool = False) -> dict[str, Item]:  # noqa: ARG002 (its twin's)
        """Return the items that there are."""
        return {key: self._items[key] for key in keys if key in self._items}

    def parse(self, item: Any, parse: Any, otherwise: Any) -> Any:
        """Return what is in an item."""
        return otherwise if item is None else parse(item)

    def put_if_version(self, item: Any, seen: int, parse: Any) -> Any:
        """Write on condition of the version seen; return what is there instead."""
        there = self._items.get(item["pk"]["S"])
        if there is not None and int(there["v"]["N"]) != seen:
            return parse(there)
        self._items[item["pk"]["S"]] = item
        return None


@dataclass
class Clock:
    """Simulated time, in unix seconds."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@dataclass
class Outcome:
    """What came of one rate's arrivals."""

    rate: int
    environments: int
    arrivals: int = 0
    seconds: float = 0.0
    hits: int = 0
    stale: int = 0
    waited: int = 0
    refused: int = 0
    spared: int = 0
    calls: list[float] = field(default_factory=list)

    @property
    def most_in_a_window(self) -> int:
        """The most upstream calls in any window of the budget's length."""
        return max(
            (
                bisect_left(self.calls, start + BUDGET.window) - number
                for number, start in enumerate(self.calls)
            ),
            default=0,
        )


class Environment:
    """One Lambda environment: its memory, and its part in limiter and budget."""

    def __init__(self, table: DictTable, clock: Clock) -> None:
        self.memory = MemoryCache()
        self.limiter = RateLimiter(table, LIMIT, clock, _fail)  # type: ignore[arg-type]
        self.budget = CallBudget(table, BUDGET, clock, _fail)  # type: ignore[arg-type]


class Fleet:
    """All environments, what the table holds of answers, and who is asking upstream until when."""

    def __init__(self, rate: int, chance: random.Random) -> None:
        self.clock, self.table, self._chance = Clock(), DictTable(), chance
        count = max(1, rate // RATE_OF_ONE)
        self._environments = [Environment(self.table, self.clock) for _ in range(count)]
        self._answers: dict[str, Entry] = {}
        self._asked_until: dict[str, float] = {}
        self.outcome = Outcome(rate, count)

    def arrive(self, key: str, caller: str, fresh_for: int) -> None:
        """Take one request."""
        now, outcome = self.clock.now, self.outcome
        outcome.arrivals += 1
        environment = self._chance.choice(self._environments)
        if environment.memory.get(key, now):
            outcome.hits += 1
            return
        entry = self._answers.get(key)
        stored = entry is not None and entry.stored_at <= now
        if entry and stored and entry.is_fresh(now):
            environment.memory.put(key, entry, now)
            outcome.hits += 1
            return
        usable = bool(entry and stored and entry.is_usable(now))
        if self._asked_until.get(key, 0) > now:
            outcome.stale += usable
            outcome.waited += not usable
            return
        self._ask(environment, key, caller, fresh_for, usable=usable)

    def _ask(
        self, environment: Environment, key: str, caller: str, fresh_for: int, *, usable: bool
    ) -> None:
        outcome, now = self.outcome, self.clock.now
        who = Caller(caller)
        environment.limiter.quota(who)
        environment.budget.load(self.table.read(environment.budget.key).get(environment.budget.key))
        try:
            environment.limiter.spend(who)
            environment.budget.spend()
        except RateLimited:
            outcome.refused += not usable
            outcome.stale += usable
            return
        except CallBudgetSpent:
            outcome.spared += not usable
            outcome.stale += usable
            return
        outcome.calls.append(now)
        done = now + UPSTREAM_SECONDS
        self._asked_until[key] = done
        until = int(done) + fresh_for
        self._answers[key] = Entry(200, b"x" * 1200, "", int(done), until, until + 86_400)


def simulate(rate: int) -> Outcome:
    """Return what comes of arrivals at a rate, in requests a second."""
    chance = random.Random(rate)  # noqa: S311 (the same arrivals each time)
    fleet = Fleet(rate, chance)
    weights = list(accumulate(1 / rank**SKEW for rank in range(1, KEYS + 1)))
    freshness = [_fresh_for(random.Random(key).random()) for key in range(KEYS)]  # noqa: S311
    started = fleet.clock.now
    arrivals = min(rate * SECONDS, MOST_ARRIVALS)
    for _ in range(arrivals):
        fleet.clock.now += chance.expovariate(rate)
        key = bisect_left(weights, chance.random() * weights[-1])
        fleet.arrive(f"answer#{key}", f"caller#{chance.randrange(CALLERS)}", freshness[key])
    fleet.outcome.seconds = fleet.clock.now - started
    return fleet.outcome


def _fresh_for(drawn: float) -> int:
    return next(seconds for share, seconds in FRESHNESS if drawn <= share)


def _fail(reason: str) -> None:
    raise RuntimeError(reason)
