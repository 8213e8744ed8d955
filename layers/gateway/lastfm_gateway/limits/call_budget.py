"""The budget of upstream calls, shared by the fleet through the table.

Its items are several, so that none is hot; an environment keeps to one while that has calls left,
takes a few at a time, and writes once for each grant. Without the table it does not hold.
"""

import random
from collections.abc import Callable
from functools import cached_property

from lastfm_gateway.errors import CallBudgetSpent
from lastfm_gateway.limits import budget_grants as budgets
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.items import Shard, parse_shard, shard_item
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import Table, TableFault


class CallBudget:
    """Grants calls out of the fleet's budget."""

    def __init__(
        self,
        table: Table,
        budget: BudgetLimit,
        clock: Callable[[], float],
        report: Callable[[str], None],
    ) -> None:
        self._table = table
        self._budget = budget
        self._clock = clock
        self._report = report
        self._shard = Shard()
        self._left = 0
        self._left_until = 0
        self._wanted = 1
        self._spent_until = 0

    @cached_property
    def _number(self) -> int:
        """Which part this environment draws on.

        It is drawn late, and not from Python's generator: SnapStart starts many environments from
        one state.
        """
        return random.SystemRandom().randrange(self._budget.shards)

    @property
    def key(self) -> str:
        """The key of the part of the budget that this environment draws on."""
        return f"budget#{self._number}"

    def load(self, item: Item | None) -> None:
        """Take in that part as it was read; one that is known to be newer stays."""
        found = self._table.parse(item, parse_shard, Shard())
        if item is None or found.version > self._shard.version:
            self._shard = found

    @property
    def is_spent(self) -> bool:
        """Whether the budget is known to be spent."""
        return int(self._clock() * 1000) < self._spent_until

    def is_scarce(self) -> bool:
        """Tell whether half of the part that this environment draws on is taken."""
        now, share = int(self._clock() * 1000), self._budget.share(self._number)
        return budgets.is_scarce(self._shard.grants, now, share, self._budget)

    def check(self) -> None:
        """Raise GatewayError (503) if the budget is known to be spent. Writes nothing."""
        self._check(int(self._clock() * 1000))

    def spend(self) -> None:
        """Spend one call. Raises GatewayError (503) when the budget is spent."""
        now = int(self._clock() * 1000)
        if self._left <= 0 or now >= self._left_until:
            self._take_grant(now)
        self._left -= 1

    def give_back(self) -> None:
        """Take back one call that was spent last and not made: the grant has it again."""
        self._left += 1

    def _take_grant(self, now: int) -> None:
        """Take a grant from one part or another; a busy environment's grants grow."""
        self._check(now)
        busy = self._left <= 0 and now < self._left_until
        self._wanted = min(self._wanted * 2, self._budget.largest_grant) if busy else 1
        try:
            waits = []
            while wait := self._take_from_part(now):
                waits.append(wait)
                if len(waits) == self._budget.shards:
                    self._spent_until = now + min(waits) * 1000
                    raise CallBudgetSpent(min(waits))
                self._move_on()
        except TableFault as fault:
            self._report(fault.reason)
            self._left, self._left_until = 1, now + budgets.LIFE

    def _check(self, now: int) -> None:
        if now < self._spent_until:
            raise CallBudgetSpent(-(-(self._spent_until - now) // 1000))

    def _take_from_part(self, now: int) -> int:
        """Take a grant from the current part: 0, or the seconds until it has some again."""
        share = self._budget.share(self._number)
        while True:
            taken = budgets.take(self._shard.grants, now, self._wanted, share, self._budget)
            if not taken.calls:
                return taken.wait
            wanted = Shard(taken.grants, self._shard.version + 1)
            item = shard_item(self.key, wanted, self._budget.window)
            newer = self._table.put_if_version(item, self._shard.version, parse_shard)
            self._shard = newer or wanted
            if newer is None:
                self._left, self._left_until = taken.calls, now + budgets.LIFE
                return 0

    def _move_on(self) -> None:
        """Go over to the next part, as it is now."""
        self._number = (self._number + 1) % self._budget.shards
        self._shard = self._table.parse(
            self._table.read(self.key, consistent=True).get(self.key), parse_shard, Shard()
        )
