"""The batched read of a request: what it may need, and what must be known of its caller."""

from collections.abc import Callable

from lastfm_gateway.adapters.items import CallLog, Item, as_log
from lastfm_gateway.adapters.table import Table, TableFault
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.errors import keys_unreadable
from lastfm_gateway.limiting import Caller, CallLimiter
from lastfm_gateway.sparing import Sparing


class Looker:
    """Looks into the table for a caller, who is let in by the same read."""

    def __init__(
        self,
        table: Table,
        limiter: CallLimiter,
        sparing: Sparing,
        telemetry: Telemetry,
        clock: Callable[[], float],
    ) -> None:
        self._table = table
        self._limiter = limiter
        self._sparing = sparing
        self._telemetry = telemetry
        self._clock = clock

    def read(
        self, keys: tuple[str, ...], caller: Caller, *, consistent: bool = False
    ) -> dict[str, Item]:
        """Return items, and take in what is read along: the caller's log and key, the breaker."""
        along = self._sparing.keys_to_read()
        admits = caller.presented.keys_to_read() if caller.presented else ()
        try:
            found = self._table.read(*keys, caller.key, *along, *admits, consistent=consistent)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            caller.unreadable = True
            self.admit(caller)
            return {}
        if caller.presented:
            caller.presented.check(found, self._clock())
        self._sparing.note(along, found)
        log = self._table.understood(found.get(caller.key), as_log, CallLog())
        self._limiter.note(caller, log)
        return found

    def admit(self, caller: Caller) -> None:
        """Check the key that a caller presented, if nobody has, by a read of its own.

        Raises Unauthorized, or GatewayError (503) when the key cannot be read.
        """
        if not caller.presented or caller.presented.holder:
            return
        try:
            found = self._table.read(*caller.presented.keys_to_read())
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            raise keys_unreadable() from None
        caller.presented.check(found, self._clock())
