"""Simulates a fleet of Lambda environments in simulated time.

The rate limiter, the call budget and the memory cache are the real ones. There is no AWS and no
network: the table is a dict with the same conditional writes, the upstream a fixed delay. Requests
arrive at a rate, their keys follow Zipf's law, and each goes to a random environment.
"""

import random
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, override

from bench.traffic import zipf
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.errors import CallBudgetSpent, RateLimited
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.call_budget import CallBudget
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.limits.sliding_window import Limit
from lastfm_gateway.observability.activity import ActivityCounter
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import Table

RATES: Final = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000)
SECONDS: Final = 330  # simulated; longer than the budget's window
MOST_ARRIVALS: Final = 1_000_000
KEYS: Final = 5_000
CALLERS: Final = 5_000
SKEW: Final = 1.0
UPSTREAM_SECONDS: Final = 0.2
BUDGET: Final = BudgetLimit(calls=1200, window=300)
LIMIT: Final = Limit(calls=100, window=60)

#: Requests a second that one environment serves: Lambda would start one more for each.
ENVIRONMENT_RATE: Final = 50

#: Time to live of the entries in seconds, each up to a cumulative share of the keys.
FRESHNESS: Final = ((0.2, 30), (0.5, 1_800), (1.0, 86_400))


class DictTable(Table):
    """An in-memory Table with the methods that the rate limiter and the call budget use."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    @override
    def read(self, *keys: str, consistent: bool = False) -> dict[str, Item]:
        return {key: self._items[key] for key in keys if key in self._items}

    @override
    def parse[T](self, item: Item | None, parse: Callable[[Item], T], otherwise: T) -> T:
        return otherwise if item is None else parse(item)

    @override
    def put_if_version[T](self, item: Item, seen: int, parse: Callable[[Item], T]) -> T | None:
        key = item["pk"]["S"]
        stored = self._items.get(key)
        if stored is not None and int(stored["v"]["N"]) != seen:
            return parse(stored)
        self._items[key] = item
        return None


@dataclass
class Clock:
    """Simulated time, in unix seconds."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@dataclass
class Outcome:
    """Counts of one simulation: every arrival is a hit, stale, coalesced, refused or a call."""

    rate: int
    environments: int
    arrivals: int = 0
    seconds: float = 0.0
    hits: int = 0
    stale: int = 0
    coalesced: int = 0
    rate_limited: int = 0
    over_budget: int = 0
    calls: list[float] = field(default_factory=list)

    @property
    def max_calls_in_window(self) -> int:
        """The most upstream calls in any window of the budget's length."""
        return max(
            (
                bisect_left(self.calls, start + BUDGET.window) - number
                for number, start in enumerate(self.calls)
            ),
            default=0,
        )


class Environment:
    """One Lambda environment: its memory cache, rate limiter and call budget."""

    def __init__(self, table: DictTable, clock: Clock) -> None:
        self.memory = MemoryCache()
        self.limiter = RateLimiter(table, LIMIT, clock, _fail)
        self.budget = CallBudget(table, BUDGET, clock, _fail, ActivityCounter())


class Fleet:
    """All environments, the stored entries, and the upstream calls in flight."""

    def __init__(self, rate: int, rng: random.Random) -> None:
        self.clock, self.table, self._rng = Clock(), DictTable(), rng
        count = max(1, rate // ENVIRONMENT_RATE)
        self._environments = [Environment(self.table, self.clock) for _ in range(count)]
        self._entries: dict[str, Entry] = {}
        self._in_flight_until: dict[str, float] = {}
        self.outcome = Outcome(rate, count)

    def arrive(self, key: str, caller_key: str, fresh_for: int) -> None:
        """Serve one request, from an entry or upstream."""
        now, outcome = self.clock.now, self.outcome
        outcome.arrivals += 1
        environment = self._rng.choice(self._environments)
        if environment.memory.get(key, now):
            outcome.hits += 1
            return
        entry = self._entries.get(key)
        stored = entry is not None and entry.stored_at <= now
        if entry and stored and entry.is_fresh(now):
            environment.memory.put(key, entry, now)
            outcome.hits += 1
            return
        usable = bool(entry and stored and entry.is_usable(now))
        if self._in_flight_until.get(key, 0) > now:
            outcome.stale += usable
            outcome.coalesced += not usable
            return
        self._fetch(environment, key, caller_key, fresh_for, usable=usable)

    def _fetch(
        self, environment: Environment, key: str, caller_key: str, fresh_for: int, *, usable: bool
    ) -> None:
        outcome, now = self.outcome, self.clock.now
        caller = Caller(caller_key)
        environment.limiter.quota(caller)
        environment.budget.load(self.table.read(environment.budget.key).get(environment.budget.key))
        try:
            environment.limiter.spend(caller)
            environment.budget.spend()
        except RateLimited:
            outcome.rate_limited += not usable
            outcome.stale += usable
            return
        except CallBudgetSpent:
            outcome.over_budget += not usable
            outcome.stale += usable
            return
        outcome.calls.append(now)
        done = now + UPSTREAM_SECONDS
        self._in_flight_until[key] = done
        until = int(done) + fresh_for
        self._entries[key] = Entry(200, b"x" * 1200, "", int(done), until, until + 86_400)


def simulate(rate: int) -> Outcome:
    """Simulate arrivals at a rate, in requests a second."""
    rng = random.Random(rate)  # noqa: S311 (the same arrivals in every run)
    fleet = Fleet(rate, rng)
    keys = zipf(KEYS, SKEW)
    freshness = [_fresh_for(random.Random(key).random()) for key in range(KEYS)]  # noqa: S311
    started = fleet.clock.now
    arrivals = min(rate * SECONDS, MOST_ARRIVALS)
    for _ in range(arrivals):
        fleet.clock.now += rng.expovariate(rate)
        key = keys.draw(rng)
        fleet.arrive(f"answer#{key}", f"caller#{rng.randrange(CALLERS)}", freshness[key])
    fleet.outcome.seconds = fleet.clock.now - started
    return fleet.outcome


def _fresh_for(drawn: float) -> int:
    return next(seconds for share, seconds in FRESHNESS if drawn <= share)


def _fail(reason: str) -> None:
    raise RuntimeError(reason)
