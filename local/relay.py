"""TCP relay that lets containers reach servers on the loopback address."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from typing import override

from local.processes import LOOPBACK, LocalStackError

CHUNK = 64 * 1024


class _Handler(socketserver.BaseRequestHandler):
    """Forwards one connection in both directions."""

    @override
    def handle(self) -> None:
        port: int = self.request.getsockname()[1]
        with socket.create_connection((LOOPBACK, port)) as target:
            back = threading.Thread(target=_pump, args=(target, self.request))
            back.start()
            _pump(self.request, target)
            back.join()


class _Relay(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Copy bytes until the source closes, then close the sink for writing."""
    with contextlib.suppress(OSError):  # either side may hang up
        while chunk := source.recv(CHUNK):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def relay(address: str, port: int) -> Iterator[None]:
    """Forward `port` of this machine's `address` to the same port of 127.0.0.1.

    Raises `LocalStackError` when the address is not this machine's or the port is taken.
    """
    try:
        server = _Relay((address, port), _Handler)
    except OSError as error:
        raise LocalStackError(f"CONTAINER_HOST {address}, port {port}: {error.strerror}.") from None
    with server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
