"""What spares the deployment's own key: the breaker and the budget, read along with each other."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from lastfm_gateway.errors import GatewayError, NotAttempted
from lastfm_gateway.limits.call_budget import CallBudget
from lastfm_gateway.limits.circuit_breaker import KEY as BREAKER
from lastfm_gateway.limits.circuit_breaker import CircuitBreaker
from lastfm_gateway.limits.circuit_state import Failure
from lastfm_gateway.storage.items import Item

#: How long what was read of them is believed, in seconds: each environment reads them so often.
BELIEVED_FOR: Final = 1.0


class UpstreamGuard:
    """Permits calls upstream with the deployment's own key, and learns from what became of them."""

    def __init__(
        self,
        breaker: CircuitBreaker,
        budget: CallBudget,
        clock: Callable[[], float],
        count: Callable[[str], None],
    ) -> None:
        self._breaker = breaker
        self._budget = budget
        self._clock = clock
        self._count = count
        self._read_at = 0.0

    def keys_to_read(self) -> tuple[str, ...]:
        """Return the keys to read along: none while what was read last is still believed."""
        due = self._clock() - self._read_at >= BELIEVED_FOR
        return (BREAKER, self._budget.key) if due else ()

    def load(self, asked: tuple[str, ...], found: Mapping[str, Item]) -> None:
        """Take in what was read along."""
        if asked:
            self._read_at = self._clock()
            self._breaker.load(found.get(BREAKER))
            self._budget.load(found.get(self._budget.key))

    @property
    def is_probing(self) -> bool:
        """Whether one call is on its way to find out if a failing Last.fm is back."""
        return self._breaker.is_probing

    @property
    def is_blocking(self) -> bool:
        """Whether no call is permitted for now: Last.fm fails, or the budget is spent."""
        return self._breaker.is_open or self._budget.is_spent

    def check(self, caller: str, *, may_probe: bool) -> None:
        """Raise GatewayError (503) if a call would not be permitted now, as far as is known here.

        Writes nothing.
        """
        self._counting(partial(self._breaker.check, caller, may_probe=may_probe), "BreakerOpen")
        self._counting(self._budget.check, "BudgetSpent")

    def permit(self, caller: str = "", *, may_probe: bool = True) -> None:
        """Permit one call. Raises GatewayError (503), with when to come back, if there is none."""
        self._counting(self._budget.check, "BudgetSpent")  # a probe without a call helps nobody
        self._counting(partial(self._breaker.permit, caller, may_probe=may_probe), "BreakerOpen")
        self._counting(self._budget.spend, "BudgetSpent")

    def not_made(self) -> None:
        """Take back a permit for a call that is not made after all."""
        self._budget.give_back()

    def _counting(self, step: Callable[[], None], metric: str) -> None:
        try:
            step()
        except NotAttempted:
            self._count(metric)
            raise

    def record_success(self) -> None:
        """Learn that a call was answered."""
        self._breaker.record_success()

    def record_failure(self, error: GatewayError, failure: Failure) -> None:
        """Record that a call failed, of which request, method and caller."""
        self._breaker.record_failure(error, failure)
