"""Payment for calls to Last.fm: what a reader of histories may spend."""

from typing import Protocol

from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter


class Payment(Protocol):
    """Pays for calls in advance."""

    def spend_up_to(self, calls: int) -> int:
        """Spend up to `calls` calls; return how many, 0 if none is left. May raise RateLimited."""

    def refund(self, calls: int) -> None:
        """Return calls that were not made."""


class QuotaPayment:
    """Pays from a caller's rate limit, at most some calls in all."""

    def __init__(self, limiter: RateLimiter, caller: Caller, at_most: int) -> None:
        self._limiter = limiter
        self._caller = caller
        #: How many more calls it pays, as far as the limit admits them.
        self.left = at_most

    def spend_up_to(self, calls: int) -> int:
        """Spend up to `calls` calls. Raises RateLimited once the caller's limit is exceeded."""
        wanted = min(calls, self.left)
        if wanted <= 0:
            return 0
        admitted = self._limiter.spend_up_to(self._caller, wanted)
        if not admitted:
            self._limiter.check(self._caller)
        self.left -= admitted
        return admitted

    def refund(self, calls: int) -> None:
        """Return calls that were not made."""
        self._limiter.refund(self._caller, calls)
        self.left += calls
