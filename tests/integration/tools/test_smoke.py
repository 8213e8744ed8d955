"""`make smoke` against servers that are not what the docs promise."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local.processes import free_port
from tools.smoke.__main__ import CHECKS, main, smoke
from tools.smoke.client import REQUIRED_HEADERS, Client


class Wrong(BaseHTTPRequestHandler):
    """Answers every request alike: 200, and a page of HTML."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Welcome</h1>")

    do_DELETE = do_OPTIONS = do_GET  # noqa: N815 (the names that http.server looks for)

    def log_message(self, *_: Any) -> None:
        """Keep silent."""


@pytest.fixture
def wrong() -> Iterator[str]:
    """The address of a server that is no gateway."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Wrong) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/live"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_check_finds_a_wrong_server(wrong: str, check: Any) -> None:
    """No check is content with an answer that is no gateway's."""
    assert list(check(Client(wrong, "rw_live_made.up")))


def test_missing_headers_are_said_once(wrong: str) -> None:
    """Each promised header is named with the number of answers that lack it."""
    client = Client(wrong)
    client.get("/health")
    client.get("/openapi")
    assert client.without_headers() == [
        f"{name} is missing on 2 responses, such as that to GET /health"
        for name in REQUIRED_HEADERS
    ]


def test_the_command_fails_and_prints(
    wrong: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong server is exit code 1 and a line for each difference."""
    monkeypatch.delenv("KEY", raising=False)
    assert main([wrong]) == 1
    out = capsys.readouterr().out
    assert "DIFFERS  GET /health: the body is b'<h1>Welcome</h1>', not OK\n" in out
    assert "Without KEY" in out


def test_a_server_that_is_not_there_differs() -> None:
    """Every check says that nobody answered; none breaks off."""
    found = smoke(Client(f"http://127.0.0.1:{free_port()}"))
    assert len(found) == len(CHECKS)
    assert all("no response" in line for line in found)


@pytest.mark.parametrize("arguments", [[], ["http://example.org/live"], ["not an address"]])
def test_only_an_address_that_keeps_a_key_secret_is_tried(arguments: list[str]) -> None:
    """A key is sent over https only, or on this machine."""
    assert main(arguments) == 2
