"""Rate limiter: a sliding window of uncached calls per caller. Cache hits and refusals are free."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, Never

from cachetools import LRUCache

from lastfm_gateway.errors import RateLimited, Unauthorized
from lastfm_gateway.keys.token import KeyHolder
from lastfm_gateway.limits import sliding_window
from lastfm_gateway.limits.fair_share import FairShare
from lastfm_gateway.limits.items import CallLog, log_item, parse_log
from lastfm_gateway.limits.sliding_window import Limit, Quota, to_ms
from lastfm_gateway.storage.table import Table, TableFault

if TYPE_CHECKING:
    from lastfm_gateway.keys.authentication import BearerKey

#: Callers remembered per environment; the least recently used is evicted first.
_MAX_CALLERS: Final = 1000


class LogState(Enum):
    """Why a caller's call log is unknown."""

    NOT_READ = auto()
    UNREADABLE = auto()  # the table failed: limits are off


class LogNotRead(RuntimeError):
    """A call was spent before its caller's log was read: a bug that would bypass the limit."""


class Caller:
    """A request's caller.

    `key`: item key of the call log.
    `log`: the call log as last read or written.
    `bearer_key`: the caller's bearer key; None for anonymous requests.
    `entered_at`: when this request last logged calls, in unix milliseconds.
    """

    __slots__ = ("bearer_key", "entered_at", "key", "log")

    def __init__(self, key: str) -> None:
        self.key = key
        self.log: CallLog | LogState = LogState.NOT_READ
        self.bearer_key: BearerKey | None = None
        self.entered_at = 0

    @property
    def is_unreadable(self) -> bool:
        """Whether reading the log failed."""
        return self.log is LogState.UNREADABLE

    @property
    def token_id(self) -> str:
        """The id of the bearer key, authenticated or not. Raises Unauthorized without one."""
        if self.bearer_key is None:
            raise Unauthorized
        return self.bearer_key.token.id

    @property
    def holder(self) -> KeyHolder:
        """The bearer key's holder. Raises Unauthorized unless the key is authenticated."""
        if self.bearer_key is None or self.bearer_key.holder is None:
            raise Unauthorized
        return self.bearer_key.holder


class RateLimiter:
    """Admits uncached calls by caller. While the table fails, every call is admitted.

    Each caller's last log is remembered. So a refused caller is refused again without a write,
    even after an outdated read of the table.
    """

    def __init__(
        self,
        table: Table,
        limit: Limit,
        clock: Callable[[], float],
        report: Callable[[str], None],
        fair_share: FairShare | None = None,
    ) -> None:
        self._table = table
        self._limit = limit
        self._fair_share = fair_share
        self._share = fair_share.limit if fair_share else None
        self._window = max(limit.window, self._share.window if self._share else 0)
        self._clock = clock
        self._report = report
        self._seen = LRUCache[str, CallLog](_MAX_CALLERS)

    def load(self, caller: Caller, log: CallLog) -> None:
        """Load a caller's log as read, unless a newer one is remembered."""
        known = self._seen.get(caller.key)
        if known and known.version > log.version and self._counts(known):
            log = known
        self._remember(caller, log)

    def recall(self, caller: Caller) -> None:
        """Load a caller's remembered log without reading the table."""
        caller.log = self._seen.get(caller.key, CallLog())

    def quota(self, caller: Caller) -> Quota:
        """Return the caller's quota; read the log first if it has not been read."""
        if caller.log is LogState.NOT_READ:
            try:
                found = self._table.read(caller.key).get(caller.key)
                self.load(caller, self._table.parse(found, parse_log, CallLog()))
            except TableFault as fault:
                self._report(fault.reason)
                caller.log = LogState.UNREADABLE
        return self._quota(caller)

    def spent(self, caller: Caller) -> int:
        """Return how many calls the caller has spent lately; read the log first if needed."""
        quota = self.quota(caller)
        return quota.limit - quota.remaining

    def to_spare(self, caller: Caller) -> int:
        """Return how many calls the caller can spend on optional data."""
        return sliding_window.to_spare(self._quota(caller))

    def check(self, caller: Caller) -> None:
        """Raise RateLimited if the caller's next call would be refused. Writes nothing."""
        if self._quota(caller).remaining == 0:
            self._refuse(caller)

    def spend(self, caller: Caller) -> None:
        """Spend one call. Raises RateLimited."""
        if not self.spend_up_to(caller, 1):
            self._refuse(caller)

    def spend_up_to(self, caller: Caller, calls: int) -> int:
        """Spend up to `calls` of the calls left, in one write; return how many.

        After a version conflict the write is retried on the newer log. Each conflict means that
        another call was admitted, so the limit bounds the number of retries.
        """
        if self._fair_share:
            self._fair_share.note(caller.key, self._now())
        while isinstance(known := _known(caller), CallLog):
            now, log, share = self._now(), known.times, self._share
            times = sliding_window.admit(
                log, now, self._limit, calls, share, self._binding(caller, now)
            )
            if times is None:
                return 0
            admitted = len(times) - len(sliding_window.counted(log, now, self._limit, share))
            wanted = CallLog(times, known.version + 1)
            try:
                item = log_item(caller.key, wanted, times[-1], self._window)
                newer = self._table.put_if_version(item, known.version, parse_log)
            except TableFault as fault:
                self._report(fault.reason)
                return admitted
            self._remember(caller, newer or wanted)
            if newer is None:
                caller.entered_at = times[-1]
                return admitted
        return calls

    def refund(self, caller: Caller, calls: int) -> None:
        """Remove this request's last calls from the log, because they were not made."""
        while calls and isinstance(known := _known(caller), CallLog):
            kept = sliding_window.refund(known.times, caller.entered_at, calls)
            wanted = CallLog(kept, known.version + 1)
            try:
                item = log_item(caller.key, wanted, self._now(), self._window)
                newer = self._table.put_if_version(item, known.version, parse_log)
            except TableFault as fault:
                self._report(fault.reason)
                return
            self._remember(caller, newer or wanted)
            if newer is None:
                return

    def _refuse(self, caller: Caller) -> Never:
        raise RateLimited(max(1, self._quota(caller).wait))

    def _quota(self, caller: Caller) -> Quota:
        """Return the caller's quota by the tighter of limit and share."""
        log = _known(caller)
        now, times = self._now(), log.times if isinstance(log, CallLog) else ()
        return sliding_window.tightest(times, now, (self._limit, *self._binding(caller, now)))

    def _binding(self, caller: Caller, now: int) -> Sequence[Limit]:
        return self._fair_share.binding(caller.key, now) if self._fair_share else ()

    def _remember(self, caller: Caller, log: CallLog) -> None:
        caller.log = log
        self._seen[caller.key] = log

    def _counts(self, log: CallLog) -> bool:
        return bool(sliding_window.counted(log.times, self._now(), self._limit, self._share))

    def _now(self) -> int:
        return to_ms(self._clock())


def _known(caller: Caller) -> CallLog | LogState:
    """Return a caller's log, or that it is unreadable. Raises LogNotRead."""
    if caller.log is LogState.NOT_READ:
        raise LogNotRead
    return caller.log
