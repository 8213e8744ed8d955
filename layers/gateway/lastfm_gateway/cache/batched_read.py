"""The batched read of a request: what it may need, and what must be known of its caller."""

from collections.abc import Callable

from lastfm_gateway.errors import keys_unreadable
from lastfm_gateway.limits.items import CallLog, parse_log
from lastfm_gateway.limits.rate_limiter import Caller, LogState, RateLimiter
from lastfm_gateway.limits.upstream_guard import UpstreamGuard
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import Table, TableFault


class BatchedRead:
    """Looks into the table for a caller, who is let in by the same read."""

    def __init__(
        self,
        table: Table,
        limiter: RateLimiter,
        sparing: UpstreamGuard,
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
        admits = caller.bearer_key.keys_to_read() if caller.bearer_key else ()
        try:
            found = self._table.read(*keys, caller.key, *along, *admits, consistent=consistent)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            caller.log = LogState.UNREADABLE
            self.authenticate(caller)
            return {}
        if caller.bearer_key:
            caller.bearer_key.authenticate(found, self._clock())
        self._sparing.load(along, found)
        log = self._table.parse(found.get(caller.key), parse_log, CallLog())
        self._limiter.load(caller, log)
        return found

    def authenticate(self, caller: Caller) -> None:
        """Check the key that a caller presented, if nobody has, by a read of its own.

        Raises Unauthorized, or GatewayError (503) when the key cannot be read.
        """
        if not caller.bearer_key or caller.bearer_key.holder:
            return
        try:
            found = self._table.read(*caller.bearer_key.keys_to_read())
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            raise keys_unreadable() from None
        caller.bearer_key.authenticate(found, self._clock())
