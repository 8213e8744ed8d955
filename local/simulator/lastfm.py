"""The simulated Last.fm without HTTP: the service, its clock, the faults and the call log."""

import threading
import time
from collections.abc import Callable, Mapping

from local.simulator import consent
from local.simulator.faults import Fault, Faults, parse_fault, spoil
from local.simulator.log import Received, masked
from local.simulator.reply import Reply
from local.simulator.service import Service, read_request


class SimulatedLastfm:
    """Answers calls, with faults on demand, and logs them. Thread-safe.

    `clock` returns unix seconds; the service reads no other clock, and sees it `ahead` seconds
    later. `log` holds the received calls, `faults` the pending faults, `service.secrets` the shared
    secret of each API key. `lock` is held by what reads or changes the world.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.service = Service()
        self.faults = Faults()
        self.log: list[Received] = []
        self.ahead = 0.0
        self._clock = clock
        self.lock = threading.Lock()

    def now(self) -> float:
        """Return the service's time, in unix seconds."""
        return self._clock() + self.ahead

    def receive(
        self, verb: str, query: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[Reply, int]:
        """Answer a call of the web service; return the reply and the fault's delay (ms).

        The header `X-Simulate` names a fault for this call only; without it, the oldest pending
        fault for the method applies. The delay is over when this returns; a slow-drip reply also
        pauses that long between its pieces.
        """
        request = read_request(verb, query, body)
        method = request.parameters.get("method", "")
        agent = headers.get("User-Agent", "")
        self.log.append(Received(verb, method, masked(request.parameters), agent, self.now()))
        named = headers.get("X-Simulate")
        try:
            fault = parse_fault(named) if named else self.faults.take(method) or Fault("delay")
        except ValueError as error:
            return Reply(400, "text/plain", str(error).encode()), 0
        if fault.delay_ms:
            time.sleep(fault.delay_ms / 1000)
        if fault.kind == "refuse":
            return spoil(fault, Reply(503, "", b""), request), fault.delay_ms
        with self.lock:
            wrong_user = fault.kind == "wrong-user"
            reply = self.service.answer(request, int(self.now()), wrong_user=wrong_user)
        return spoil(fault, reply, request), fault.delay_ms

    def authorise(self, query: str) -> Reply:
        """Answer the consent page, where users authorise applications."""
        with self.lock:
            return consent.authorise(self.service, query, int(self.now()))
