"""A server of pictures on the loopback address, with faults on demand."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, Literal, Self

#: A picture by its first bytes, as small as any.
JPEG: Final = b"\xff\xd8\xff\xe0" + b"\0" * 60

type Fault = Literal[
    "", "slow", "drip", "oversize", "text", "svg", "redirect", "404", "500", "drop"
]


class PictureServer:
    """Serves a JPEG under every path, each another. `fault` spoils each answer.

    `paths` are those requested. A slow answer does not come before the context ends.
    """

    def __init__(self, body: bytes = JPEG) -> None:
        self.body = body
        self.fault: Fault = ""
        self.paths = list[str]()
        self._is_over = threading.Event()

    @property
    def url(self) -> str:
        """The address, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        pictures = self

        class Handler(BaseHTTPRequestHandler):
            """One connection."""

            def do_GET(self) -> None:
                """Answer with a picture, or with a fault."""
                pictures.paths.append(self.path)
                pictures._answer(self)

            def log_message(self, *_: object) -> None:
                """Write no log line."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = self.body + handler.path.encode()
        match self.fault:
            case "drop":
                return
            case "slow":
                self._is_over.wait()
                return
            case "404" | "500":
                _write(handler, int(self.fault), body)
            case "redirect":
                _write(handler, 302, b"", Location=f"{self.url}/elsewhere")
            case "oversize":
                _write(handler, 200, body + b"\0" * 300_000)
            case "text":
                _write(handler, 200, b"<html>no picture</html>")
            case "svg":
                _write(handler, 200, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
            case "drip":
                self._drip(handler)
            case _:
                _write(handler, 200, body)

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Send the beginning, and then a byte at a time."""
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(self.body)
        while not self._is_over.wait(0.02):
            handler.wfile.write(b"\0")


class _Server(ThreadingHTTPServer):
    """Ignores clients that stop waiting."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Report nothing when a client has gone away."""


def _write(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "image/jpeg")
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
