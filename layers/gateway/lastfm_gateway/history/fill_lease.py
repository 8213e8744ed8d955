"""Fill lease: one request at a time reads what a user's history lacks; the others wait for it.

Several cold requests of one user, as of a dashboard, would each make the same calls.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from lastfm_gateway.cache.invalidation import changes_key
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import ConditionFailed, Table, TableFault

#: How long the lease lasts, in seconds: as long as a request may read. A holder that crashed delays
#: the others by this much at most.
LASTS_SECONDS: Final = 20

_TTL_MARGIN_SECONDS: Final = 600

_EXPIRES: Final = "x"
_HOLDER: Final = "h"

#: First pause before the lease is tried again; it doubles up to the longest one. Seconds.
FIRST_PAUSE_SECONDS: Final = 0.1
LONGEST_PAUSE_SECONDS: Final = 1.0


class FillLease:
    """The lease on reading one user's missing scrobbles. While the table fails, everybody reads."""

    def __init__(
        self,
        table: Table,
        user: str,
        clock: Callable[[], float],
        report: Callable[[str], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`report` is called with the reason of a fault of the table."""
        self._table = table
        self._key = "fill-" + changes_key(user)
        self._holder = secrets.token_hex(8)
        self._clock = clock
        self._report = report
        self._sleep = sleep

    @contextmanager
    def held(self, deadline: Deadline) -> Iterator[bool]:
        """Hold the lease. Yields whether it could be had within the deadline.

        Costs two writes, and one for each second of waiting.
        """
        try:
            is_held = self._take(deadline)
        except TableFault as fault:
            self._report(fault.reason)
            yield True
            return
        try:
            yield is_held
        finally:
            if is_held:
                self._give_back()

    def _take(self, deadline: Deadline) -> bool:
        """Take the lease once it is free. Return False if it is not in time."""
        pause = FIRST_PAUSE_SECONDS
        while not self._try():
            if deadline.left() < pause:
                return False
            self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        return True

    def _try(self) -> bool:
        """Take the lease if it is free; return whether it was."""
        now = int(self._clock())
        values = {
            ":now": number(now),
            ":until": number(now + LASTS_SECONDS),
            ":ttl": number(now + LASTS_SECONDS + _TTL_MARGIN_SECONDS),
            ":holder": {"S": self._holder},
        }
        expression = f"SET {_EXPIRES} = :until, {_HOLDER} = :holder, #ttl = :ttl"
        is_free = f"attribute_not_exists(pk) OR {_EXPIRES} <= :now"
        return self._update(expression, values, is_free, names={"#ttl": "ttl"})

    def _give_back(self) -> None:
        """Let the lease expire, unless another holder has taken it since."""
        values = {":now": number(int(self._clock())), ":holder": {"S": self._holder}}
        try:
            self._update(f"SET {_EXPIRES} = :now", values, f"{_HOLDER} = :holder")
        except TableFault as fault:
            self._report(fault.reason)

    def _update(
        self,
        expression: str,
        values: Mapping[str, Item],
        condition: str,
        names: Mapping[str, str] | None = None,
    ) -> bool:
        """Update the item if a condition holds; return whether it did."""
        try:
            self._table.update(self._key, expression, values, names=names, condition=condition)
        except ConditionFailed:
            return False
        return True
