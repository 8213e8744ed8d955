"""Upstream guard: circuit breaker and call budget for calls with the deployment's API key."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from lastfm_gateway.errors import GatewayError, NotAttempted
from lastfm_gateway.limits.call_budget import CallBudget
from lastfm_gateway.limits.circuit_breaker import BREAKER_KEY, CircuitBreaker
from lastfm_gateway.limits.circuit_state import Failure
from lastfm_gateway.storage.items import Item

#: How long breaker and budget are trusted before an environment reads them again.
STATE_MAX_AGE_SECONDS: Final = 1.0


class UpstreamGuard:
    """Permits calls with the deployment's API key, and records their outcomes."""

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
        """Return the item keys to add to a batched read; none while the last read is recent."""
        due = self._clock() - self._read_at >= STATE_MAX_AGE_SECONDS
        return (BREAKER_KEY, self._budget.key) if due else ()

    def load(self, keys: tuple[str, ...], found: Mapping[str, Item]) -> None:
        """Load breaker and budget from the items found under `keys_to_read()`."""
        if keys:
            self._read_at = self._clock()
            self._breaker.load(found.get(BREAKER_KEY))
            self._budget.load(found.get(self._budget.key))

    @property
    def is_probing(self) -> bool:
        """Whether this environment's half-open probe is in flight."""
        return self._breaker.is_probing

    @property
    def is_blocking(self) -> bool:
        """Whether all calls are refused now: the circuit is open or the budget spent."""
        return self._breaker.is_open or self._budget.is_spent

    def check(self, caller: str, *, may_probe: bool) -> None:
        """Raise GatewayError (503) if a call would not be permitted now, as far as is known here.

        Writes nothing.
        """
        self._count_refusal(
            partial(self._breaker.check, caller, may_probe=may_probe), "BreakerOpen"
        )
        self._count_refusal(self._budget.check, "BudgetSpent")

    def permit(self, caller: str, *, may_probe: bool) -> None:
        """Permit one call and spend it from the budget. Raises NotAttempted."""
        self._count_refusal(self._budget.check, "BudgetSpent")  # before the probe is taken
        self._count_refusal(
            partial(self._breaker.permit, caller, may_probe=may_probe), "BreakerOpen"
        )
        self._count_refusal(self._budget.spend, "BudgetSpent")

    def not_made(self) -> None:
        """Return the last permitted call to the budget, because it was not made."""
        self._budget.give_back()

    def _count_refusal(self, step: Callable[[], None], metric: str) -> None:
        try:
            step()
        except NotAttempted:
            self._count(metric)
            raise

    def record_success(self) -> None:
        """Record an answered call."""
        self._breaker.record_success()

    def record_failure(self, error: GatewayError, failure: Failure) -> None:
        """Record a failed call."""
        self._breaker.record_failure(error, failure)
