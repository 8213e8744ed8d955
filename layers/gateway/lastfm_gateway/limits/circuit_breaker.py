"""Circuit breaker for Last.fm, shared by the fleet through the table.

Its state comes with the batched read, and is written only when Last.fm fails or recovers. Without
the table it works per environment.
"""

from collections.abc import Callable
from typing import Final

from lastfm_gateway.errors import CircuitOpen, GatewayError, is_key_limit, shows_outage
from lastfm_gateway.limits import circuit_state
from lastfm_gateway.limits.circuit_state import CircuitState, Failure
from lastfm_gateway.limits.items import circuit_item, parse_circuit
from lastfm_gateway.limits.sliding_window import to_ms, whole_seconds
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import Table, TableFault

BREAKER_KEY: Final = "upstream#breaker"


class CircuitBreaker:
    """Permits or refuses calls, and records their outcomes."""

    def __init__(
        self, table: Table, clock: Callable[[], float], report: Callable[[str], None]
    ) -> None:
        self._table = table
        self._clock = clock
        self._report = report
        self._state = CircuitState()
        self._failures = dict[Failure, int]()
        self._probing = False

    def load(self, item: Item | None) -> None:
        """Load the state from its item. An outdated read does not close an open breaker."""
        found = self._table.parse(item, parse_circuit, CircuitState())
        known = self._state
        if found.version < known.version and known.wait(self._now()):
            return
        self._state = found
        if found.is_closed() and not known.is_closed():
            self._failures.clear()

    @property
    def is_probing(self) -> bool:
        """Whether this environment's call is the half-open probe."""
        return self._probing

    @property
    def is_open(self) -> bool:
        """Whether all calls are refused now."""
        return not self._probing and bool(self._state.wait(self._now()))

    def check(self, caller: str, *, may_probe: bool) -> None:
        """Raise CircuitOpen if a caller's call would be refused now. Writes nothing."""
        if self._state.is_closed() or (self._probing and may_probe):
            return
        now = self._now()
        wait = self._state.wait(now) or self._state.gives_way(caller, now)
        if wait or not may_probe:
            raise CircuitOpen(wait or whole_seconds(circuit_state.PROBE_MS))

    def permit(self, caller: str, *, may_probe: bool) -> None:
        """Permit one call. Raises CircuitOpen.

        Once the open time is over, the first call with `may_probe` becomes the probe. The caller
        of the last failed probe must wait GIVE_WAY_MS longer than the others.
        """
        self.check(caller, may_probe=may_probe)
        if self._state.is_closed() or self._probing:
            return
        if not self._write(self._state.probing(self._now(), caller)):
            raise CircuitOpen(whole_seconds(circuit_state.PROBE_MS))
        self._probing = True

    def record_success(self) -> None:
        """Record an answered call. The probe's success closes the breaker."""
        self._failures.clear()
        probed, self._probing = self._probing, False
        if probed and not self._state.is_closed():
            self._write(self._state.closed())

    def record_failure(self, error: GatewayError, failure: Failure) -> None:
        """Record a failed call.

        Error 29 (rate limit exceeded) opens the breaker at once. Other transient errors open it
        when they show an outage: see circuit_state.is_outage. All other errors are answers, and so
        is an empty answer. While the breaker is open, only the probe's failure counts.
        """
        limited = is_key_limit(error)
        if not shows_outage(error) and not limited:
            self.record_success()
            return
        if not self._state.is_closed() and not self._probing:
            return
        now = self._now()
        self._failures = {**circuit_state.recent_failures(self._failures, now), failure: now}
        if self._probing or limited or circuit_state.is_outage(self._failures):
            self._probing = False
            self._failures.clear()
            self._write(self._state.opened(now))

    def _write(self, wanted: CircuitState) -> bool:
        """Write the state if its version is unchanged; return whether it was written."""
        try:
            item = circuit_item(BREAKER_KEY, wanted)
            newer = self._table.put_if_version(item, self._state.version, parse_circuit)
        except TableFault as fault:
            self._report(fault.reason)
            newer = None  # then it applies to this environment only
        self._state = newer or wanted
        return newer is None

    def _now(self) -> int:
        return to_ms(self._clock())
