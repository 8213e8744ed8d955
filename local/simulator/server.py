"""The simulator as a server, run as a program or inside a test."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import ThreadingHTTPServer
from typing import Any, Self

from local.simulator import consent
from local.simulator.faults import Fault, Faults, parse_fault, spoil
from local.simulator.handler import Handler
from local.simulator.log import Received, masked
from local.simulator.reply import Reply
from local.simulator.service import Service, read_request

_POLL = 0.02  # seconds until a server notices that it shall stop


class Server(ThreadingHTTPServer):
    """The listening socket and its connections."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], simulator: "Simulator") -> None:
        self.simulator = simulator
        self.connections: set[socket.socket] = set()
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; report everything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Simulator:
    """A simulated Last.fm. Use it as a context manager: it listens inside, at `url`.

    `now` gives unix seconds and is the only clock that the service reads, `ahead` of it by so many.
    `log` holds the calls that were received; `faults` the faults to come; `service.secrets` the
    known keys' secrets.
    """

    def __init__(
        self, now: Callable[[], float] = time.time, port: int = 0, host: str = "127.0.0.1"
    ) -> None:
        self.service = Service()
        self.faults = Faults()
        self.log: list[Received] = []
        self.ahead = 0.0
        self._clock = now
        self._lock = threading.Lock()
        self._address = (host, port)

    def now(self) -> float:
        """Return the service's time, in unix seconds."""
        return self._clock() + self.ahead

    @property
    def url(self) -> str:
        """The address of the web service."""
        return f"http://{self._address[0]}:{self._server.server_port}/2.0/"

    def __enter__(self) -> Self:
        self._server = Server(self._address, self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        for connection in list(self._server.connections):
            with suppress(OSError):  # its client may have ended it a moment before
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()

    def receive(
        self, verb: str, query: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[Reply, int]:
        """Answer a call of the web service, faulty if a fault strikes: the reply, and its delay.

        A fault may be named in the header `X-Simulate`, too, for this call alone. The delay, in
        milliseconds, is over when this returns; slow replies wait as long between their pieces.
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
        with self._lock:
            wrong_user = fault.kind == "wrong-user"
            reply = self.service.answer(request, int(self.now()), wrong_user=wrong_user)
        return spoil(fault, reply, request), fault.delay_ms

    def authorise(self, query: str) -> Reply:
        """Answer the page on which users authorise applications."""
        with self._lock:
            return consent.authorise(self.service, query, int(self.now()))
