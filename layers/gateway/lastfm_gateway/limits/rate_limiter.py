"""The limit on uncached calls, held in the table: hits and refused requests cost nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Never

from cachetools import LRUCache

from lastfm_gateway.errors import RateLimited, Unauthorized
from lastfm_gateway.keys.authentication import BearerKey
from lastfm_gateway.keys.token import KeyHolder
from lastfm_gateway.limits import sliding_window
from lastfm_gateway.limits.fair_share import Share
from lastfm_gateway.limits.items import CallLog, log_item, parse_log
from lastfm_gateway.limits.sliding_window import Limit, Quota
from lastfm_gateway.storage.table import Table, TableFault

_MS: Final = 1000

#: How many callers an environment remembers, the least recently seen out first.
_REMEMBERED: Final = 1000


class LogState(Enum):
    """Why a caller's log is not known."""

    NOT_READ = auto()
    UNREADABLE = auto()  # the table failed: nobody is limited


class LogNotRead(RuntimeError):
    """A call was spent before the caller's log was read: a bug, which would lift the limit."""


@dataclass(slots=True)
class Caller:
    """Who is calling: the key of the call log, and the log as it was last seen.

    `bearer_key` is the key that must admit the request; None for anonymous requests. `entered_at`
    is when the request's last calls were entered, in unix milliseconds.
    """

    key: str
    log: CallLog | LogState = LogState.NOT_READ
    bearer_key: BearerKey | None = None
    entered_at: int = 0

    @property
    def is_unreadable(self) -> bool:
        """Whether the table failed when the log was read."""
        return self.log is LogState.UNREADABLE

    @property
    def token_id(self) -> str:
        """The id of the key that was presented, checked or not. Only for faces that need one."""
        if self.bearer_key is None:
            raise Unauthorized
        return self.bearer_key.token.id

    @property
    def holder(self) -> KeyHolder:
        """Whose key it is. Raises Unauthorized for a caller who has not been let in by one."""
        if self.bearer_key is None or self.bearer_key.holder is None:
            raise Unauthorized
        return self.bearer_key.holder


class RateLimiter:
    """Admits callers' uncached calls. A table that fails admits everybody.

    What was last seen of a caller is remembered: a caller who was refused is refused again
    without a write, even where the table's read lags behind.
    """

    def __init__(
        self,
        table: Table,
        limit: Limit,
        clock: Callable[[], float],
        report: Callable[[str], None],
        share: Share | None = None,
    ) -> None:
        self._table = table
        self._limit = limit
        self._share = share
        self._of_share = share.limit if share else None
        self._window = max(limit.window, self._of_share.window if self._of_share else 0)
        self._clock = clock
        self._report = report
        self._seen = LRUCache[str, CallLog](_REMEMBERED)

    def load(self, caller: Caller, log: CallLog) -> None:
        """Take in a caller's log as it was read; a newer one that is remembered counts."""
        known = self._seen.get(caller.key)
        if known and known.version > log.version and self._counts(known):
            log = known
        self._remember(caller, log)

    def recall(self, caller: Caller) -> None:
        """Take a caller to be what it was when it was seen last, without asking the table."""
        caller.log = self._seen.get(caller.key, CallLog())

    def quota(self, caller: Caller) -> Quota:
        """Return what the caller has left, reading its log if nobody has yet."""
        if caller.log is LogState.NOT_READ:
            try:
                found = self._table.read(caller.key).get(caller.key)
                self.load(caller, self._table.parse(found, parse_log, CallLog()))
            except TableFault as fault:
                self._report(fault.reason)
                caller.log = LogState.UNREADABLE
        return self._standing(caller)

    def to_spare(self, caller: Caller) -> int:
        """Return how many of the caller's calls may go into what is nice to have."""
        return sliding_window.to_spare(self._standing(caller))

    def check(self, caller: Caller) -> None:
        """Raise RateLimited if the caller's next call would be refused. Writes nothing."""
        if self._standing(caller).remaining == 0:
            self._refuse(caller)

    def spend(self, caller: Caller) -> None:
        """Enter one call into the caller's log. Raises RateLimited when the limit is spent."""
        if not self.spend_up_to(caller, 1):
            self._refuse(caller)

    def spend_up_to(self, caller: Caller, calls: int) -> int:
        """Enter as many calls as are left, at most `calls`, in one write; return how many.

        A write that was overtaken is tried again on the newer log: each such turn means that
        another call was admitted, so there are never more turns than the limit has calls.
        """
        if self._share:
            self._share.note(caller.key, self._now())
        while isinstance(known := _known(caller), CallLog):
            now, log, share = self._now(), known.times, self._of_share
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
        """Take so many of the calls that were entered last out again: they were not made."""
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
        raise RateLimited(max(1, self._standing(caller).wait))

    def _standing(self, caller: Caller) -> Quota:
        """Return what the caller has left, as far as its log tells: of the limit, or the share."""
        log = _known(caller)
        now, times = self._now(), log.times if isinstance(log, CallLog) else ()
        return sliding_window.tightest(times, now, (self._limit, *self._binding(caller, now)))

    def _binding(self, caller: Caller, now: int) -> Sequence[Limit]:
        return self._share.binding(caller.key, now) if self._share else ()

    def _remember(self, caller: Caller, log: CallLog) -> None:
        caller.log = log
        self._seen[caller.key] = log

    def _counts(self, log: CallLog) -> bool:
        return bool(sliding_window.counted(log.times, self._now(), self._limit, self._of_share))

    def _now(self) -> int:
        return int(self._clock() * _MS)


def _known(caller: Caller) -> CallLog | LogState:
    """Return a caller's log, or that it is unreadable. Raises LogNotRead."""
    if caller.log is LogState.NOT_READ:
        raise LogNotRead
    return caller.log
