"""The limit on uncached calls, held in the table: hits and refused requests cost nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lastfm_gateway.adapters.table import CallLog, Table, TableFault
from lastfm_gateway.core import limiter
from lastfm_gateway.core.limiter import Limit, Standing
from lastfm_gateway.errors import RateLimited

_MS: Final = 1000


@dataclass(slots=True)
class Caller:
    """Who is calling: the key of its log, and the log as it was seen last.

    A log that turned out unreadable is not asked for again in the same request.
    """

    key: str
    log: CallLog | None = None
    unreadable: bool = False


class CallLimiter:
    """Admits callers' uncached calls. A table that fails admits everybody."""

    def __init__(
        self,
        table: Table,
        limit: Limit,
        clock: Callable[[], float],
        report: Callable[[str], None],
    ) -> None:
        self._table = table
        self._limit = limit
        self._clock = clock
        self._report = report

    def standing(self, caller: Caller) -> Standing:
        """Return what the caller has left, reading its log if nobody has yet."""
        if caller.log is None and not caller.unreadable:
            try:
                _, caller.log = self._table.read(None, caller.key)
            except TableFault as fault:
                self._report(fault.reason)
        return limiter.standing(caller.log.times if caller.log else (), self._now(), self._limit)

    def spend(self, caller: Caller) -> None:
        """Enter one call into the caller's log. Raises RateLimited when the limit is spent.

        A write that was overtaken is tried again on the newer log: each such turn means that
        another call was admitted, so there are never more turns than the limit has calls.
        """
        if caller.log is None:
            return  # unreadable, which was reported then
        seen = caller.log
        while True:
            now = self._now()
            times = limiter.admit(seen.times, now, self._limit)
            if times is None:
                raise RateLimited(limiter.standing(seen.times, now, self._limit).wait)
            try:
                found = self._table.write_log(caller.key, seen, times, self._limit.window)
            except TableFault as fault:
                self._report(fault.reason)
                return
            caller.log = found
            if found.times is times:
                return
            seen = found

    def _now(self) -> int:
        return int(self._clock() * _MS)
