"""Batched read: entries, call log, bearer key, breaker and budget in one DynamoDB round trip."""

from collections.abc import Callable

from lastfm_gateway.errors import keys_unreadable
from lastfm_gateway.limits.items import CallLog, parse_log
from lastfm_gateway.limits.rate_limiter import Caller, LogState, RateLimiter
from lastfm_gateway.limits.upstream_guard import UpstreamGuard
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import Table, TableFault


class BatchedRead:
    """Reads a request's items and authenticates its caller in one batched read."""

    def __init__(
        self,
        table: Table,
        limiter: RateLimiter,
        guard: UpstreamGuard,
        telemetry: Telemetry,
        clock: Callable[[], float],
    ) -> None:
        self._table = table
        self._limiter = limiter
        self._guard = guard
        self._telemetry = telemetry
        self._clock = clock

    def read(
        self, keys: tuple[str, ...], caller: Caller, *, consistent: bool = False
    ) -> dict[str, Item]:
        """Return the items of some keys; load the caller's log and key, breaker and budget.

        Returns no items while the table fails. Raises Unauthorized, or GatewayError (503) when the
        bearer key cannot be read.
        """
        guard_keys = self._guard.keys_to_read()
        bearer_keys = caller.bearer_key.keys_to_read() if caller.bearer_key else ()
        try:
            found = self._table.read(
                *keys, caller.key, *guard_keys, *bearer_keys, consistent=consistent
            )
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            caller.log = LogState.UNREADABLE
            self.authenticate(caller)
            return {}
        if caller.bearer_key:
            caller.bearer_key.authenticate(found, self._clock())
        self._guard.load(guard_keys, found)
        log = self._table.parse(found.get(caller.key), parse_log, CallLog())
        self._limiter.load(caller, log)
        return found

    def authenticate(self, caller: Caller) -> None:
        """Authenticate a caller's bearer key by a separate read, unless that is already done.

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
