"""`make smoke` against servers that differ from the docs."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local.processes import free_port
from tools.smoke import signing_in
from tools.smoke.__main__ import CHECKS, main, smoke
from tools.smoke.caching import hits_are_free
from tools.smoke.client import REQUIRED_HEADERS, Client


class WrongServer(BaseHTTPRequestHandler):
    """Answers every request with 200 and an HTML page."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Welcome</h1>")

    do_DELETE = do_OPTIONS = do_POST = do_GET  # noqa: N815 (the names that http.server looks for)

    def log_message(self, *_: Any) -> None:
        """Write no log line."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve requests by a handler; yield the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/live"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def wrong_server() -> Iterator[str]:
    """The address of a server that is no gateway."""
    with serving(WrongServer) as address:
        yield address


@contextmanager
def refusing(status: int, code: int) -> Iterator[str]:
    """Serve one error of the gateway's for every request."""

    class Refusing(WrongServer):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({"error": code, "message": "Refused"}).encode())

    with serving(Refusing) as address:
        yield address


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_check_finds_a_wrong_server(wrong_server: str, check: Any) -> None:
    """No check accepts answers of a server that is no gateway."""
    assert list(check(Client(wrong_server, "rw_live_made.up")))


class EdgeServer(WrongServer):
    """Answers as CloudFront does for a public answer; the second request is a hit there."""

    seen = 0

    def do_GET(self) -> None:
        """Answer without rate limit headers."""
        type(self).seen += 1
        self.send_response(304 if "If-None-Match" in self.headers else 200)
        for name, value in {
            **dict.fromkeys(set(REQUIRED_HEADERS) - {"X-RateLimit-Limit"}, "x"),
            "X-Cache": f"{'Miss' if self.seen == 1 else 'Hit'} from cloudfront",
            "X-Amz-Cf-Id": "an id",
            "Cache-Control": "public, max-age=60",
            "Cache-Status": "lastfm-gateway; fwd=miss",
            "ETag": 'W/"x"',
            "Content-Length": "0",
        }.items():
            self.send_header(name, value)
        self.end_headers()


def test_answers_of_cloudfront_need_no_quota_and_have_its_x_cache() -> None:
    """Nothing differs through the CDN, and a second answer that it does not keep would."""
    EdgeServer.seen = 0
    with serving(EdgeServer) as address:
        client = Client(address)
        assert list(hits_are_free(client)) == []
        assert client.without_headers() == []
        EdgeServer.seen = -9
        assert "X-Cache is 'Hit from cloudfront', not Miss" in next(hits_are_free(client))


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


def test_keyed_deployment_without_a_key_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is checked: one line says that KEY is required, and the exit code is 2."""
    monkeypatch.delenv("KEY", raising=False)
    with refusing(401, 10) as address:
        assert main([address]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        said.err
        == "this deployment requires a key (AccessMode=keyed): run make smoke with KEY=rw_live_…\n"
    )


def test_refused_key_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An invalid KEY is the only finding; the checks that need it are skipped."""
    monkeypatch.setenv("KEY", "rw_live_made.up")
    with refusing(401, 10) as address:
        assert main([address]) == 2
    assert capsys.readouterr().err == "this deployment refuses the key in KEY (401)\n"


@pytest.mark.parametrize(
    ("status", "code", "mode"), [(401, 10, "SignIn=keyed"), (403, 4, "SignIn=off")]
)
def test_restricted_sign_in_is_a_note(status: int, code: int, mode: str) -> None:
    """One note names the mode, and no difference is reported."""
    with refusing(status, code) as address:
        client = Client(address)
        assert list(signing_in.page(client)) == []
        assert list(signing_in.made_up_token(client)) == []
    [note] = client.notes
    assert mode in note


@pytest.mark.parametrize(
    ("status", "code", "key"), [(401, 10, "rw_live_x"), (403, 10, ""), (401, 4, "")]
)
def test_other_sign_in_refusal_is_a_difference(status: int, code: int, key: str) -> None:
    """A 401 in spite of a key, or an error that no mode of SignIn returns."""
    with refusing(status, code) as address:
        client = Client(address, key)
        assert list(signing_in.page(client))
    assert client.notes == []


def test_unreachable_server_fails_every_check() -> None:
    """Every check reports that there was no response; none raises."""
    found = smoke(Client(f"http://127.0.0.1:{free_port()}"))
    assert len(found) == len(CHECKS)
    assert all("no response" in line for line in found)


@pytest.mark.parametrize("arguments", [[], ["http://example.org/live"], ["not an address"]])
def test_key_is_sent_over_https_or_to_this_machine_only(arguments: list[str]) -> None:
    """Any other address is refused."""
    assert main(arguments) == 2
