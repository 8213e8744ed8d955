"""Payment for calls to Last.fm: what a reader of histories may spend."""

from typing import Final, Protocol

from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter

#: The most calls to Last.fm in one request.
MAX_CALLS_PER_REQUEST: Final = 55


class CallAllowance:
    """How many more calls may be made, whichever part of a request makes them."""

    def __init__(self, calls: int) -> None:
        self.left = calls


class Payment(Protocol):
    """Pays for calls in advance."""

    def spend_up_to(self, calls: int) -> int:
        """Spend up to `calls` calls; return how many, 0 if none is left. May raise RateLimited."""

    def refund(self, calls: int) -> None:
        """Return calls that were not made."""


class QuotaPayment:
    """Pays from a caller's rate limit, as many calls as an allowance has left."""

    def __init__(self, limiter: RateLimiter, caller: Caller, allowance: CallAllowance) -> None:
        self._limiter = limiter
        self._caller = caller
        self.allowance = allowance

    def spend_up_to(self, calls: int) -> int:
        """Spend up to `calls` calls. Raises RateLimited once the caller's limit is exceeded."""
        wanted = min(calls, self.allowance.left)
        if wanted <= 0:
            return 0
        admitted = self._limiter.spend_up_to(self._caller, wanted)
        if not admitted:
            self._limiter.check(self._caller)
        self.allowance.left -= admitted
        return admitted

    def refund(self, calls: int) -> None:
        """Return calls that were not made."""
        self._limiter.refund(self._caller, calls)
        self.allowance.left += calls
