"""A DynamoDB that answers late, throttles, or closes connections, on loopback."""

import json
import time
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final, Self
from urllib.parse import urlsplit

_THROTTLED: Final = json.dumps(
    {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "Slow down"}
).encode()
_PASSED_ON: Final = ("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")


class _Server(ThreadingHTTPServer):
    """Ignores clients that stop waiting."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Report nothing when a client has gone away."""


class SlowTable:
    """Stands before a real DynamoDB.

    `delay`: seconds that each answer takes more. `throttled`: the operations that are refused, all
    with "*". `dropped`: how many of the next calls find their connection closed. `calls` counts.
    """

    def __init__(self, url: str) -> None:
        self.delay = 0.0
        self.throttled: tuple[str, ...] = ()
        self.dropped = 0
        self.calls = 0
        self._server = _Server(("127.0.0.1", 0), self._handler(url))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, url: str) -> type[BaseHTTPRequestHandler]:
        table, host = self, urlsplit(url).netloc

        class SlowTableHandler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                table.calls += 1
                if table.dropped:
                    table.dropped -= 1
                    self.close_connection = True
                    return
                time.sleep(table.delay)
                operation = self.headers["X-Amz-Target"].rpartition(".")[2]
                if {operation, "*"} & set(table.throttled):
                    self._send(400, _THROTTLED)
                    return
                with closing(HTTPConnection(host)) as connection:
                    kept = {name: self.headers[name] for name in _PASSED_ON}
                    connection.request("POST", "/", body, kept)
                    answer = connection.getresponse()
                    self._send(answer.status, answer.read())

            def _send(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        return SlowTableHandler
