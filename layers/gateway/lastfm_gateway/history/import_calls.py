"""The import's calls to Last.fm: a share of the call budget, and none while it is scarce."""

from collections.abc import Callable
from typing import Final

from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.errors import RateLimited
from lastfm_gateway.history.access import HistoryAccess, UserSession
from lastfm_gateway.history.payment import CallAllowance, QuotaPayment
from lastfm_gateway.history.source import ScrobbleSource, WindowRead
from lastfm_gateway.history.window import Window
from lastfm_gateway.keys.encryption import SessionCipher
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.call_budget import CallBudget
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter

#: The key of the call log of all imports together.
CALLER_KEY: Final = "caller#import"

#: The time limit of a message's calls, in seconds.
WORK_SECONDS: Final = 20.0

#: The most pages that a message reads at its first delivery, and at any: they are held in memory,
#: and people's calls are not looked at between them. A page has 1,000 scrobbles.
PAGES_PER_MESSAGE: Final = 20
MOST_PAGES: Final = 100

#: The most calls in flight: people's calls must not meet Last.fm's own limit because of imports.
CALLS_AT_ONCE: Final = 2

#: How many windows a message compares, and how many counts it may make in all.
COUNTS_PER_MESSAGE: Final = 12
_MOST_COUNTS: Final = COUNTS_PER_MESSAGE + 2

#: How long imports wait while people need the rest of the budget, in seconds.
SCARCE_SECONDS: Final = 30


class ImportCalls:
    """The calls of one message. Each raises GatewayError, and OutOfCalls once there are none left.

    `access.is_hidden`: whether the user's session was needed.
    """

    def __init__(
        self,
        source: ScrobbleSource,
        access: HistoryAccess,
        reads: QuotaPayment,
        counts: QuotaPayment,
    ) -> None:
        """Take what pays for the pages and what pays for the counts."""
        self.access = access
        self._source = source
        self._reads = reads
        self._counts = counts
        self._deadline = Deadline.after(WORK_SECONDS)

    def count(self, window: Window) -> int:
        """Return how many scrobbles Last.fm counts in a window, in one call."""
        return self._source.count(window, self._counts, self._deadline)

    def read(self, window: Window) -> WindowRead:
        """Read the newest part of a window, as much as the calls and the time allow."""
        return self._source.read(window, self._reads, self._deadline)


class ImportShare:
    """Admits the calls of imports, up to the limit of `limiter`."""

    def __init__(  # noqa: PLR0913, PLR0917 (its parts)
        self,
        client: LastfmClient,
        limiter: RateLimiter,
        reader: BatchedRead,
        budget: CallBudget,
        cipher: SessionCipher,
        count: Callable[[str, float], None],
    ) -> None:
        """`reader` reads with `limiter`. `count` adds to a metric."""
        self._client = client
        self._limiter = limiter
        self._reader = reader
        self._budget = budget
        self._cipher = cipher
        self._count = count

    def calls_for(
        self, user: str, session: bytes | None, *, is_hidden: bool, receives: int
    ) -> ImportCalls:
        """Return the calls of a message that was received so many times.

        Each delivery may read more pages, up to MOST_PAGES: so many scrobbles of one second are
        read in the end.
        Raises RateLimited while the share is spent or the budget scarce.
        """
        caller = Caller(CALLER_KEY)
        self._budget.switch_shard()
        self._reader.read((), caller)
        if self._budget.is_scarce():
            raise RateLimited(SCARCE_SECONDS)
        self._limiter.check(caller)
        access = HistoryAccess(UserSession(self._cipher, user, session))
        access.is_hidden = is_hidden
        source = ScrobbleSource(
            self._client, caller, user, access, self._count, at_once=CALLS_AT_ONCE
        )
        return ImportCalls(
            source,
            access,
            reads=self._payment(caller, min(PAGES_PER_MESSAGE * receives, MOST_PAGES)),
            counts=self._payment(caller, _MOST_COUNTS),
        )

    def _payment(self, caller: Caller, at_most: int) -> QuotaPayment:
        return QuotaPayment(self._limiter, caller, CallAllowance(at_most))
