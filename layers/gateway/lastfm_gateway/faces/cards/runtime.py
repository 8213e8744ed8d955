"""The parts of the cards' function: brief waits for AWS, and the limits of cards."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from botocore.config import Config

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.cards.request_time import RequestTime
from lastfm_gateway.limits.card_limiter import OF_USER, SHARE, CardLimiter, CardLimits
from lastfm_gateway.limits.sliding_window import Limit

if TYPE_CHECKING:
    from lastfm_gateway.limits.rate_limiter import RateLimiter

#: A card is drawn within 2.5 seconds, whatever AWS does. botocore would sleep up to a second before
#: another attempt.
_BRIEF: Final = Config(
    connect_timeout=0.4,
    read_timeout=0.4,
    retries={"mode": "standard", "total_max_attempts": 1},
    tcp_keepalive=True,
)


class CardRuntime(Runtime):
    """The parts of one environment of the cards' function."""

    #: The rate limiter; each request begins with `cards.begin`.
    cards: CardLimiter

    def _new_limiter(self) -> "RateLimiter":
        settings = self.settings
        limits = CardLimits(
            user=Limit(
                min(settings.limit.calls, OF_USER.calls),
                max(settings.limit.window, OF_USER.window),
            ),
            all_cards=settings.budget.limit_of(SHARE),
            address=settings.share,
        )
        self.cards = CardLimiter(self.table, limits, self.clock, self.telemetry.table_fault)
        return self.cards

    @cached_property
    def time(self) -> RequestTime:
        """The time limit of the current request, which each call to AWS obeys."""
        return RequestTime()

    def _connect[Client](self, connect: Callable[[Config | None], Client]) -> Client:
        client = connect(_BRIEF)
        self.time.watch(client)
        return client
