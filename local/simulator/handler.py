"""The HTTP side: reading requests and writing replies, in the manner that a fault may ask for."""

import gzip
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from local.simulator import admin
from local.simulator.reply import Reply

if TYPE_CHECKING:
    from local.simulator.server import Server

_LEAST_TO_PACK = 256  # bytes
_PIECES = 20
_DRIP_MS = 50


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    paths: ClassVar[frozenset[str]] = frozenset({"/2.0", "/2.0/"})

    def setup(self) -> None:
        """Remember the connection, so that the server can end it."""
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, *_: object) -> None:
        """Write nothing: the simulator keeps a log of its own."""

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        place = urlsplit(self.path)
        simulator = self.server.simulator
        if place.path in self.paths:
            reply, delay_ms = simulator.receive(self.command, place.query, body, dict(self.headers))
        elif place.path in {"/api/auth", "/api/auth/"}:
            reply, delay_ms = simulator.authorise(place.query), 0
        elif place.path.startswith("/admin/"):
            reply, delay_ms = admin.handle(simulator, self.command, place.path, body), 0
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
        """Pack a body with gzip if the client takes that and it is worth while."""
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
