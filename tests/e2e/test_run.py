"""`make run`: output, served requests and clean-up."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import urllib3

from local.processes import LOOPBACK, free_port, is_taken, server
from local.stack import requests_at_once

ROOT = Path(__file__).parents[2]
READY_SECONDS = 180
STOP_SECONDS = 60  # on a busy machine


class MakeRun:
    """A `make run` in a terminal of its own, with its output, port and temporary folder."""

    def __init__(self, folder: Path, port: int, *arguments: str) -> None:
        self.port = port
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self._log = folder / "output"
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
        settings = {
            "PORT": str(port),
            "TMPDIR": str(self.temporary),
            "AWS_PROFILE": "a-real-account",
        }
        with self._log.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "run", *arguments], cwd=ROOT, env=inherited | settings,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    @property
    def output(self) -> str:
        """Both output streams so far."""
        return self._log.read_text()

    def line(self, pattern: str) -> re.Match[str]:
        """Wait for a line that matches `pattern` in full."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if found := re.search(f"^{pattern}$", self.output, re.MULTILINE):
                return found
            assert self.process.poll() is None, self.output
            time.sleep(0.1)
        raise AssertionError(f"no line {pattern!r} in:\n{self.output}")

    def descendants(self) -> set[int]:
        """Return the process ids of all descendants."""
        table = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True
        ).stdout
        parents = {int(pid): int(ppid) for pid, ppid in map(str.split, table.splitlines())}
        found = {self.process.pid}
        while more := {pid for pid, ppid in parents.items() if ppid in found} - found:
            found |= more
        return found

    def stop(self, number: signal.Signals) -> int:
        """Signal the whole group as a terminal does; return the exit code."""
        os.killpg(self.process.pid, number)
        return self.process.wait(STOP_SECONDS)


@pytest.fixture
def make_run(tmp_path: Path) -> Iterator[MakeRun]:
    """Start it on a free port, and stop it at the end."""
    started = MakeRun(tmp_path, free_port())
    yield started
    if started.process.poll() is None:
        started.stop(signal.SIGTERM)


def running(processes: set[int]) -> list[str]:
    """Return those of `processes` that still run after a moment to end in."""
    for _ in range(20):
        table = subprocess.run(
            ["ps", "-A", "-o", "pid=,stat=,command="], check=True, capture_output=True, text=True
        ).stdout
        rows = [line.split(maxsplit=2) for line in table.splitlines()]
        alive = [row for row in rows if int(row[0]) in processes and not row[1].startswith("Z")]
        if not alive:
            break
        time.sleep(0.1)
    return [" ".join(row) for row in alive]


def test_make_run_serves_until_interrupted(make_run: MakeRun) -> None:
    """It prints the base URL and three calls that work, and Ctrl-C leaves nothing behind."""
    base = make_run.line(r"Base URL: (http://127\.0\.0\.1:\d+\S*)")[1]
    assert f":{make_run.port}" in base
    make_run.line(r"Ctrl-C stops it\.")

    calls = re.findall(r"^\s*curl .*'(.*)'$", make_run.output, re.MULTILINE)
    assert len(calls) == 3
    assert [urllib3.request("GET", call, timeout=30).status for call in calls] == [200, 200, 200]
    again = urllib3.request("GET", calls[0], timeout=30)
    assert again.headers["X-Cache"] == "HIT"

    processes = make_run.descendants()
    # make, the program, the local AWS, the simulator, and a worker for each family called
    assert len(processes) >= 7
    make_run.stop(signal.SIGINT)
    assert running(processes) == []
    assert not list(make_run.temporary.iterdir())
    assert not is_taken(make_run.port)


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeRun]:
    """A `make run` with parameters, ready to serve."""
    parameters = "PARAMETERS=RateLimitCalls=1000 AccessMode=keyed"
    started = MakeRun(tmp_path_factory.mktemp("keyed"), free_port(), parameters)
    try:
        started.line(r"Ctrl-C stops it\.")
        yield started
    finally:
        if started.process.poll() is None:
            started.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def bearer(keyed: MakeRun) -> dict[str, str]:
    """The header with a read key, as `make key` prints it."""
    command = [sys.executable, "-m", "tools.keys", "--user", "rj"]
    env = os.environ | {"PORT": str(keyed.port), "PYTHONPATH": str(ROOT / "layers/gateway")}
    made = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return {"Authorization": f"Bearer {made.stdout.strip()}"}


def test_parameters_configure_the_deployment(keyed: MakeRun, bearer: dict[str, str]) -> None:
    """AccessMode=keyed requires a key, which the printed calls have; the limit is as given."""
    base = keyed.line(r"Base URL: (\S+)")[1]
    calls = re.findall(r"^\s*curl .*Bearer \$KEY.*'(.*)'$", keyed.output, re.MULTILINE)
    assert len(calls) == 3
    assert urllib3.request("GET", calls[0], timeout=30).status == 401
    assert urllib3.request("GET", calls[0], headers=bearer, timeout=30).status == 200
    limited = urllib3.request("GET", f"{base}/artist/getTopTags?artist=Muse", headers=bearer)
    assert limited.headers["X-RateLimit-Limit"] == "1000"


@pytest.mark.parametrize("address", [r"Base URL: (\S+)", r"At the root, .*: (\S+)"])
def test_links_work_at_both_addresses(keyed: MakeRun, bearer: dict[str, str], address: str) -> None:
    """`next` and `href` have the address of the request, and answer there."""
    base = keyed.line(address)[1]
    host = base.removesuffix("/local")

    def get(url: str) -> Any:
        assert url.startswith(host)
        reply = urllib3.request("GET", url, headers=bearer, timeout=30)
        assert reply.status == 200, reply.data
        return reply.json()

    page = get(f"{base}/v1/me/top/artists?limit=2")
    assert get(page["next"])["offset"] == 2
    assert get(page["items"][0]["href"]) == page["items"][0]


def test_client_that_drops_the_base_path_is_served(keyed: MakeRun, bearer: dict[str, str]) -> None:
    """Rewind's client joins `/v1/…` to the host: that works at the root, not below a stage."""
    path = "/v1/listening/top/artists"
    lines = (r"At the root, .*: (\S+)", r"Base URL: (\S+)")
    statuses = [
        urllib3.request("GET", urljoin(root, path), headers=bearer, timeout=30).status
        for root in (keyed.line(line)[1] for line in lines)
    ]
    assert statuses[0] == 200
    assert statuses[1] != 200


def test_burst_of_first_calls_starts_few_environments(
    keyed: MakeRun, bearer: dict[str, str]
) -> None:
    """Two environments for each core answer twenty parallel first calls."""
    base = keyed.line(r"Base URL: (\S+)")[1]
    before = keyed.descendants()
    http = urllib3.PoolManager(maxsize=20)

    def call(_: int) -> int:
        return http.request("GET", f"{base}/chart/getTopTags?limit=3", headers=bearer).status

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(call, range(20))) == {200}
    assert 0 < len(keyed.descendants() - before) <= requests_at_once()


def test_interrupted_build_leaves_nothing(make_run: MakeRun) -> None:
    """A termination during set-up ends every process and removes every file."""
    make_run.line(r"Building .*")
    processes = make_run.descendants()
    assert len(processes) >= 4
    make_run.stop(signal.SIGTERM)
    assert running(processes) == []
    assert not list(make_run.temporary.iterdir())


def test_occupied_port_is_reported_in_one_line(tmp_path: Path) -> None:
    """The line names the port and how to change it, and the exit code is not 0."""
    port = free_port()
    listener = ["python", "-m", "http.server", str(port), "--bind", LOOPBACK]
    with server("A listener", listener, port=port, env=os.environ, log=tmp_path / "log"):
        refused = MakeRun(tmp_path, port)
        assert refused.process.wait(STOP_SECONDS) != 0
    assert f"make run: Port {port} is taken: set PORT to a free one.\n" in refused.output
    assert "Traceback" not in refused.output
