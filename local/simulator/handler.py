"""The simulator's HTTP server: routes requests, writes replies, breaks connections on a fault."""

import gzip
import socket
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

from local.simulator import admin
from local.simulator.lastfm import SimulatedLastfm
from local.simulator.pictures import picture
from local.simulator.reply import Reply

_LEAST_TO_PACK = 256  # bytes
_PIECES = 20
_DRIP_MS = 50


class Handler(BaseHTTPRequestHandler):
    """Handles the requests of one connection."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    paths: ClassVar[frozenset[str]] = frozenset({"/2.0", "/2.0/"})

    def setup(self) -> None:
        """Register the connection, so that the server can close it on shutdown."""
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        """Unregister the connection."""
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, *_: object) -> None:
        """Log nothing: the simulator keeps its own log."""

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        url = urlsplit(self.path)
        lastfm = self.server.lastfm
        if url.path in self.paths:
            reply, delay_ms = lastfm.receive(self.command, url.query, body, dict(self.headers))
        elif url.path in {"/api/auth", "/api/auth/"}:
            reply, delay_ms = lastfm.authorise(url.query), 0
        elif url.path.startswith("/i/u/"):
            reply, delay_ms = picture(url.path), 0
        elif url.path.startswith("/admin/"):
            reply, delay_ms = admin.handle(lastfm, self.command, url.path, body), 0
        else:
            reply, delay_ms = Reply(404, "text/html", b"<h1>Not found</h1>"), 0
        self._write(reply, delay_ms)

    do_GET = do_POST = do_DELETE = _handle  # noqa: N815 - the names are http.server's

    def _write(self, reply: Reply, delay_ms: int) -> None:
        if reply.manner == "drop":
            self.close_connection = True
            return
        body, encoding = self._packed(reply)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        if reply.location:
            self.send_header("Location", reply.location)
        self.end_headers()
        if reply.manner == "slowly":
            self._drip(body, (delay_ms or _DRIP_MS) / 1000)
        elif reply.manner == "midway":
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.close_connection = True
        else:
            self.wfile.write(body)

    def _packed(self, reply: Reply) -> tuple[bytes, str]:
        """Return the body and its encoding: gzip where the client accepts it and it pays off."""
        if reply.encoding or len(reply.body) < _LEAST_TO_PACK:
            return reply.body, reply.encoding
        if "gzip" not in self.headers.get("Accept-Encoding", ""):
            return reply.body, ""
        return gzip.compress(reply.body, 1, mtime=0), "gzip"

    def _drip(self, body: bytes, pause: float) -> None:
        size = max(1, len(body) // _PIECES)
        for start in range(0, len(body), size):
            self.wfile.write(body[start : start + size])
            self.wfile.flush()
            time.sleep(pause)


class Server(ThreadingHTTPServer):
    """The listening socket, its open connections and the service behind them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], lastfm: SimulatedLastfm) -> None:
        self.lastfm = lastfm
        self.connections: set[socket.socket] = set()
        super().__init__(address, Handler)

    def close_connections(self) -> None:
        """Shut down every open connection, so that no handler waits for another request."""
        for connection in list(self.connections):
            with suppress(OSError):  # the client may have closed it a moment ago
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that disconnected; report every other error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
