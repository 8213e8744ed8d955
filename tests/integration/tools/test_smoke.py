"""`make smoke` against servers that differ from the docs."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local.processes import free_port
from tools.smoke.__main__ import CHECKS, main, smoke
from tools.smoke.client import REQUIRED_HEADERS, Client


class WrongServer(BaseHTTPRequestHandler):
    """Answers every request with 200 and an HTML page."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Welcome</h1>")

    do_DELETE = do_OPTIONS = do_GET  # noqa: N815 (the names that http.server looks for)

    def log_message(self, *_: Any) -> None:
        """Write no log line."""


@pytest.fixture
def wrong_server() -> Iterator[str]:
    """The address of a server that is no gateway."""
    with ThreadingHTTPServer(("127.0.0.1", 0), WrongServer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/live"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_check_finds_a_wrong_server(wrong_server: str, check: Any) -> None:
    """No check accepts answers of a server that is no gateway."""
    assert list(check(Client(wrong_server, "rw_live_made.up")))


def test_missing_headers_are_reported_once(wrong_server: str) -> None:
    """Each promised header is named with the number of answers that lack it."""
    client = Client(wrong_server)
    client.get("/health")
    client.get("/openapi")
    assert client.without_headers() == [
        f"{name} is missing on 2 responses, such as that to GET /health"
        for name in REQUIRED_HEADERS
    ]


def test_command_prints_each_difference_and_fails(
    wrong_server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong server gives exit code 1 and a line for each difference."""
    monkeypatch.delenv("KEY", raising=False)
    assert main([wrong_server]) == 1
    out = capsys.readouterr().out
    assert "DIFFERS  GET /health: the body is b'<h1>Welcome</h1>', not OK\n" in out
    assert "Without KEY" in out


def test_unreachable_server_fails_every_check() -> None:
    """Every check reports that nobody answered; none raises."""
    found = smoke(Client(f"http://127.0.0.1:{free_port()}"))
    assert len(found) == len(CHECKS)
    assert all("no response" in line for line in found)


@pytest.mark.parametrize("arguments", [[], ["http://example.org/live"], ["not an address"]])
def test_key_is_sent_over_https_or_to_this_machine_only(arguments: list[str]) -> None:
    """Any other address is refused."""
    assert main(arguments) == 2
