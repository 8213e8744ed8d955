"""Runs the simulator as an HTTP server, in a program or inside a test."""

import threading
import time
from collections.abc import Callable
from typing import Self

from local.simulator.handler import Server
from local.simulator.lastfm import SimulatedLastfm

_POLL = 0.02  # seconds between the server's checks for a shutdown


class Simulator(SimulatedLastfm):
    """A simulated Last.fm over HTTP. Use it as a context manager: inside, it listens at `url`.

    `port` 0 takes a free port.
    """

    def __init__(
        self, now: Callable[[], float] = time.time, port: int = 0, host: str = "127.0.0.1"
    ) -> None:
        super().__init__(now)
        self._address = (host, port)

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
        self._server.close_connections()
        self._server.server_close()
