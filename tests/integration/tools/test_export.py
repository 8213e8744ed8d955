"""`make export`: the whole history into a file, also after interruptions."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lastfm_gateway.faces.admin.handler import admin_handler
from local.simulator import Simulator
from local.simulator.raw import Raw, raw_scrobbles
from tests.integration.conftest import bearer
from tests.integration.faces.listening.export_support import (
    READERS,
    Exporter,
    history_store,
    store_history,
)
from tests.integration.faces.listening.support import NOW
from tools.export.__main__ import main
from tools.proxy_event import proxy_event
from tools.smoke.client import Answer, NoResponse

URL = "https://gateway.example/live"
COUNT = 5_000


class InProcess:
    """The gateway's functions in place of an HTTP client, with a hook before each request."""

    def __init__(self, exporter: Exporter) -> None:
        self.exporter = exporter
        self.requests: list[str] = []
        self.before: Callable[[str], Answer | None] = lambda _: None
        self._admin = admin_handler()

    def __call__(self, url: str, key: str) -> "InProcess":
        """Return this client, as if it were made for the URL and key."""
        assert (url, key) == (URL, self.exporter.key)
        return self

    def send(self, verb: str, path: str, *, query: Mapping[str, str]) -> Answer:
        """Call the function that serves a path."""
        if answer := self.before(path):
            return answer
        self.requests.append(f"{verb} {path}")
        handler = self._admin if path == "/v1/keys" else self.exporter.handler
        event = proxy_event(path, query, verb=verb, headers=bearer(self.exporter.key))
        sent = handler(event, None)
        body = sent["body"].encode()
        return Answer(f"{verb} {path}", sent["statusCode"], sent["headers"], body)


@pytest.fixture
def scrobbles(lastfm: Simulator) -> list[Raw]:
    """The newest scrobbles of a user, which are all of their history here."""
    return raw_scrobbles(lastfm.service.world, "rj", NOW)[-COUNT:]


@pytest.fixture
def gateway(
    environment: Mapping[str, str],
    scrobbles: list[Raw],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> InProcess:
    """A gateway with the history, in a working directory for the files."""
    assert environment
    store_history("rj", scrobbles)
    client = InProcess(Exporter())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEY", client.exporter.key)
    monkeypatch.setattr("tools.export.__main__.Client", client)
    monkeypatch.setattr("lastfm_gateway.faces.listening.export.pages.MAX_PAGE_BYTES", 200_000)
    monkeypatch.setattr("time.sleep", lambda _: None)
    return client


def _run(form: str = "ndjson", user: str = "rj") -> int:
    return main(["--user", user, "--format", form, URL])


@pytest.mark.parametrize(
    ("form", "file"),
    [("ndjson", "rj.ndjson"), ("csv", "rj.csv"), ("listenbrainz", "rj.listenbrainz.jsonl")],
)
def test_whole_history_is_written(
    gateway: InProcess,
    scrobbles: list[Raw],
    capsys: pytest.CaptureFixture[str],
    form: str,
    file: str,
) -> None:
    """One file with every scrobble, a bar on stderr, and the comparison with Last.fm."""
    assert _run(form) == 0
    found = READERS[form](Path(file).read_bytes().decode())
    assert [row[:4] for row in sorted(found)] == sorted(row[:4] for row in scrobbles)
    assert sorted(path.name for path in Path().iterdir()) == [file]
    said = capsys.readouterr()
    assert said.out == f"{file}: 5,000 scrobbles\nLast.fm counts as many.\n"
    assert "5,000 of 5,000" in said.err
    assert gateway.exporter.key not in said.out + said.err


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_stopped_export_goes_on(
    gateway: InProcess, scrobbles: list[Raw], capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """After Ctrl-C at any page it begins with that page again, and repeats no other."""

    def stop(path: str) -> None:
        if path.endswith("/export") and len(gateway.requests) > 3:
            gateway.requests.clear()
            raise KeyboardInterrupt

    gateway.before = stop
    runs = 1
    while _run(form) == 1:
        runs += 1
        with Path(f"rj.{form}.part").open("ab") as part:
            part.write(b"half a pa")  # as if killed while it wrote
        assert not Path(f"rj.{form}").exists()
    assert runs > 2
    assert "Run the same command again to go on" in capsys.readouterr().err
    found = READERS[form](Path(f"rj.{form}").read_bytes().decode())
    assert sorted(found) == sorted(scrobbles)


def test_export_killed_after_its_last_page_is_finished(
    gateway: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the file's name is missing then: no page is downloaded again."""
    replace = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda path, to: replace(path, to) if path.suffix == ".new" else 1 / 0
    )
    with pytest.raises(ZeroDivisionError):
        _run()
    monkeypatch.setattr(Path, "replace", replace)
    gateway.requests.clear()
    assert _run() == 0
    assert "GET /v1/listening/export" not in gateway.requests


def test_gateway_that_fails_for_a_while_is_asked_again(gateway: InProcess) -> None:
    """429, 503 and broken connections are waited for."""
    faults = [
        Answer("GET", 503, {"Retry-After": "5"}, b"{}"),
        Answer("GET", 429, {"Retry-After": "1"}, b"{}"),
        None,
    ] * 3

    def fail(_: str) -> Answer | None:
        return faults.pop() if faults else None

    gateway.before = fail
    assert _run() == 0

    def break_off(path: str) -> Answer | None:
        if path.endswith("/export"):
            raise NoResponse("GET /v1/listening/export: no response")
        return None

    gateway.before = break_off
    assert _run() == 1


def test_incomplete_history_is_imported_first(
    gateway: InProcess, scrobbles: list[Raw], capsys: pytest.CaptureFixture[str]
) -> None:
    """The command begins the import, waits until it is complete, and then exports."""
    store_history("rj", scrobbles[-100:], total=COUNT)
    history_store().update("rj", lambda found: found._replace(status="running"))
    polls = []

    def import_slowly(path: str) -> Answer | None:
        if path.endswith("/import"):
            polls.append(path)
            if len(polls) == 2:
                return Answer("POST", 202, {}, b"{}")
            if len(polls) == 6:
                store_history("rj", scrobbles)
        return None

    gateway.before = import_slowly
    assert _run() == 0
    assert "Importing" in capsys.readouterr().err


def test_import_without_progress_is_not_waited_for(
    gateway: InProcess, scrobbles: list[Raw], capsys: pytest.CaptureFixture[str]
) -> None:
    """What is there is exported, and the command says what is missing."""
    store_history("rj", scrobbles[-100:], total=COUNT)
    history_store().update("rj", lambda found: found._replace(status="running"))
    begun = iter([None, Answer("POST", 202, {}, b"{}")])
    gateway.before = lambda path: next(begun, None) if path.endswith("/import") else None
    assert _run() == 1
    assert capsys.readouterr().out == (
        "rj.ndjson: 100 scrobbles\n"
        "Last.fm counts 5,000: the import is not complete, 100 are imported so far.\n"
    )


@pytest.mark.parametrize(
    ("verified_at", "reason"),
    [
        (0, "the history has not been compared with Last.fm yet"),
        (1_700_000_000, "they were last compared at 2023-11-14T22:13:20.000Z"),
    ],
)
def test_difference_from_lastfms_total_is_explained(
    gateway: InProcess, capsys: pytest.CaptureFixture[str], verified_at: int, reason: str
) -> None:
    """Exit code 1 and a reason."""
    assert gateway
    history_store().update(
        "rj", lambda found: found._replace(lastfm_total=COUNT + 7, verified_at=verified_at)
    )
    assert _run() == 1
    assert f"Last.fm counts 5,007: {reason}" in capsys.readouterr().out


def test_key_of_another_user_is_refused(
    gateway: InProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file never bears another user's name."""
    assert gateway
    assert _run(user="sporadic") == 2
    assert capsys.readouterr().err == "KEY is not a key of sporadic\n"
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("url", ["", "http://gateway.example", "ftp://x", "gateway"])
def test_key_is_sent_over_https_only(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Exit code 2 without a usable URL, or without a key."""
    monkeypatch.setenv("KEY", "rw_live_made.up")
    assert main(["--user", "rj", url]) == 2
    monkeypatch.delenv("KEY")
    assert main(["--user", "rj", URL]) == 2
