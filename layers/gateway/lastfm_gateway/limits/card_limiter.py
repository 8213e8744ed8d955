"""Limits of the cards: calls count for the user shown, for the address, and for all cards.

Image proxies fetch cards for everybody, so a card's calls count for the user that it shows. That
alone would let a stranger walk through users until the call budget is spent. So all cards together
have a share of the budget, and one address a smaller one, which is that of any single caller.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from lastfm_gateway.limits.caller_key import card_address_key
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.limits.sliding_window import Limit
from lastfm_gateway.storage.table import Table

#: The key of the call log of all cards together.
ALL_CARDS: Final = "caller#cards"

#: The part of the call budget that all cards together may use.
SHARE: Final = 0.5

#: The most calls for the cards of one user. All lists, periods and sizes together need fewer.
OF_USER: Final = Limit(30, 60)


class CardLimits(NamedTuple):
    """The limits of one user's cards, of all cards, and of one address; None for no limit."""

    user: Limit
    all_cards: Limit
    address: Limit | None


class CardLimiter(RateLimiter):
    """Admits a call that all three limits admit. Its callers are the users shown.

    A call costs a write for each limit. One limiter serves one request at a time.
    """

    def __init__(
        self,
        table: Table,
        limits: CardLimits,
        clock: Callable[[], float],
        report: Callable[[str], None],
    ) -> None:
        super().__init__(table, limits.user, clock, report)
        self._all_cards = RateLimiter(table, limits.all_cards, clock, report)
        self._address = limits.address and RateLimiter(table, limits.address, clock, report)
        self._wider: list[tuple[RateLimiter, Caller]] = []

    def begin(self, address: str) -> None:
        """Begin a request. `address`: the key of its address's call log.

        The logs of the wider limits are not read: the first write finds the newest.
        """
        self._wider = [(self._all_cards, Caller(ALL_CARDS))]
        if self._address:
            self._wider.append((self._address, Caller(card_address_key(address))))
        for limiter, payer in self._wider:
            limiter.recall(payer)

    def check(self, caller: Caller) -> None:
        """Raise RateLimited if the next call would be refused, as far as is known here."""
        super().check(caller)
        for limiter, payer in self._wider:
            limiter.check(payer)

    def spend_up_to(self, caller: Caller, calls: int) -> int:
        """Spend all `calls` within all limits, or none; return how many."""
        refunds = list[Callable[[int], None]]()
        for spend, refund in self._payments(caller):
            admitted = spend(calls)
            if admitted < calls:
                refund(admitted)
                for undo in refunds:
                    undo(calls)
                return 0
            refunds.append(refund)
        return calls

    def refund(self, caller: Caller, calls: int) -> None:
        """Remove this request's last calls from all logs, because they were not made."""
        for _, refund in self._payments(caller):
            refund(calls)

    def _payments(
        self, caller: Caller
    ) -> Iterator[tuple[Callable[[int], int], Callable[[int], None]]]:
        """Yield what spends calls and what refunds them, for each limit."""
        yield partial(super().spend_up_to, caller), partial(super().refund, caller)
        for limiter, payer in self._wider:
            yield partial(limiter.spend_up_to, payer), partial(limiter.refund, payer)
