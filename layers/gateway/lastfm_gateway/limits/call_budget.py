"""Call budget: limits the fleet's upstream calls, shared through the table.

The budget is sharded over several items. An environment stays with one shard while that has calls
left, takes a grant of a few calls at a time, and writes once per grant. That write also adds the
environment's activity to the shard, for the status page. Without the table the budget is not
enforced.
"""

import random
from collections.abc import Callable
from functools import cached_property

from lastfm_gateway.errors import CallBudgetSpent
from lastfm_gateway.limits import budget_grants
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.items import Shard, parse_shard, shard_item
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND, to_ms, whole_seconds
from lastfm_gateway.observability.activity import ActivityCounter, total
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import Table, TableFault


def shard_key(number: int) -> str:
    """Return the item key of a shard."""
    return f"budget#{number}"


class CallBudget:
    """Spends calls from the fleet's budget."""

    def __init__(
        self,
        table: Table,
        budget: BudgetLimit,
        clock: Callable[[], float],
        report: Callable[[str], None],
        activity: ActivityCounter,
    ) -> None:
        self._table = table
        self._budget = budget
        self._activity = activity
        self._clock = clock
        self._report = report
        self._shard = Shard()
        self._left = 0
        self._left_until = 0
        self._wanted = 1
        self._spent_until = 0

    @cached_property
    def _number(self) -> int:
        """The number of this environment's shard, chosen at random.

        It is chosen on first use and by the system's generator, because SnapStart restores many
        environments from one snapshot.
        """
        return random.SystemRandom().randrange(self._budget.shards)

    @property
    def key(self) -> str:
        """The item key of this environment's shard."""
        return shard_key(self._number)

    def load(self, item: Item | None) -> None:
        """Load the shard from its item, unless a newer version is known."""
        found = self._table.parse(item, parse_shard, Shard())
        if item is None or found.version > self._shard.version:
            self._shard = found

    @property
    def is_spent(self) -> bool:
        """Whether the budget is known to be spent."""
        return self._now() < self._spent_until

    def is_scarce(self) -> bool:
        """Return whether at least half of this environment's shard is taken."""
        now, share = self._now(), self._budget.share(self._number)
        return budget_grants.is_scarce(self._shard.grants, now, share, self._budget)

    def switch_shard(self) -> None:
        """Use the next shard: an environment that makes many calls spreads them over all."""
        self._number = (self._number + 1) % self._budget.shards
        self._shard = Shard()

    def check(self) -> None:
        """Raise CallBudgetSpent if the budget is known to be spent. Writes nothing."""
        self._check(self._now())

    def spend(self) -> None:
        """Spend one call. Raises CallBudgetSpent."""
        now = self._now()
        if self._left <= 0 or now >= self._left_until:
            self._take_grant(now)
        self._left -= 1

    def give_back(self) -> None:
        """Return the last call to its grant, because it was not made."""
        self._left += 1

    def _take_grant(self, now: int) -> None:
        """Take a grant from any shard. A busy environment's grants double in size."""
        self._check(now)
        busy = self._left <= 0 and now < self._left_until
        self._wanted = min(self._wanted * 2, self._budget.largest_grant) if busy else 1
        try:
            waits = []
            while wait := self._take_from_shard(now):
                waits.append(wait)
                if len(waits) == self._budget.shards:
                    self._spent_until = now + min(waits) * MS_PER_SECOND
                    raise CallBudgetSpent(min(waits))
                self._next_shard()
        except TableFault as fault:
            self._report(fault.reason)
            self._left, self._left_until = 1, now + budget_grants.GRANT_LIFE_MS

    def _check(self, now: int) -> None:
        if now < self._spent_until:
            raise CallBudgetSpent(whole_seconds(self._spent_until - now))

    def _take_from_shard(self, now: int) -> int:
        """Take a grant from the current shard; return 0, or the seconds until it has calls."""
        share = self._budget.share(self._number)
        while True:
            taken = budget_grants.take(self._shard.grants, now, self._wanted, share, self._budget)
            if not taken.calls:
                return taken.wait
            activity = total((self._shard.activity, self._activity.pending), self._clock())
            wanted = Shard(taken.grants, self._shard.version + 1, activity)
            item = shard_item(self.key, wanted, self._budget.window)
            newer = self._table.put_if_version(item, self._shard.version, parse_shard)
            self._shard = newer or wanted
            if newer is None:
                self._activity.written()
                self._left, self._left_until = taken.calls, now + budget_grants.GRANT_LIFE_MS
                return 0

    def _next_shard(self) -> None:
        """Switch to the next shard and read it."""
        self._number = (self._number + 1) % self._budget.shards
        self._shard = self._table.parse(
            self._table.read(self.key, consistent=True).get(self.key), parse_shard, Shard()
        )

    def _now(self) -> int:
        return to_ms(self._clock())
