"""A DynamoDB that answers every request with one error, or not at all."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@contextmanager
def broken_database(
    error: str = "",
    *,
    status: int = 400,
    silent_for: float = 0,
    requests: list[str] | None = None,
) -> Iterator[None]:
    """What is opened inside the context uses a database that answers each request with one error.

    `silent_for` is the delay of each answer in seconds, cut short when the context ends; `requests`
    receives the name of each operation.
    """
    is_over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        def do_POST(self) -> None:
            """Answer any operation."""
            self.rfile.read(int(self.headers["Content-Length"]))
            if requests is not None:
                requests.append(self.headers["X-Amz-Target"].rpartition(".")[2])
            is_over.wait(silent_for)
            body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{error}"}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Write no log line."""

    class Server(ThreadingHTTPServer):
        """Ignores clients that stop waiting."""

        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Report nothing when a client has gone away."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        with _used(server.server_address[1]):
            yield
        is_over.set()
        server.shutdown()
        thread.join()


@contextmanager
def absent_database() -> Iterator[None]:
    """What is opened inside the context uses a database that nobody serves."""
    with socket.socket() as probe:  # bound but not listening: nobody else gets the port
        probe.bind(("127.0.0.1", 0))
        with _used(probe.getsockname()[1]):
            yield


@contextmanager
def _used(port: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_DYNAMODB", f"http://127.0.0.1:{port}")
        yield
