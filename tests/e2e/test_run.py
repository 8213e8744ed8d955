"""`make run` itself: what it prints, what it serves, and that nothing of it stays."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from local.processes import LOOPBACK, free_port, is_taken, server

ROOT = Path(__file__).parents[2]
READY_SECONDS = 120
STOP_SECONDS = 20


class MakeRun:
    """A `make run` in a terminal of its own: its output, its port and its temporary folder."""

    def __init__(self, folder: Path, port: int) -> None:
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
                ["make", "run"], cwd=ROOT, env=inherited | settings, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    @property
    def output(self) -> str:
        """What it printed so far, both streams."""
        return self._log.read_text()

    def line(self, pattern: str) -> re.Match[str]:
        """Wait for a line that is all ``pattern``."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if found := re.search(f"^{pattern}$", self.output, re.MULTILINE):
                return found
            assert self.process.poll() is None, self.output
            time.sleep(0.1)
        raise AssertionError(f"no line {pattern!r} in:\n{self.output}")

    def descendants(self) -> set[int]:
        """Return the process ids of all children, and theirs."""
        table = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True
        ).stdout
        parents = {int(pid): int(ppid) for pid, ppid in map(str.split, table.splitlines())}
        found = {self.process.pid}
        while more := {pid for pid, ppid in parents.items() if ppid in found} - found:
            found |= more
        return found

    def stop(self, number: signal.Signals) -> int:
        """Send what a terminal sends to the whole group; returns the exit code."""
        os.killpg(self.process.pid, number)
        return self.process.wait(STOP_SECONDS)


@pytest.fixture
def make_run(tmp_path: Path) -> Iterator[MakeRun]:
    """Start it on a free port, and stop it if the test did not."""
    started = MakeRun(tmp_path, free_port())
    yield started
    if started.process.poll() is None:
        started.stop(signal.SIGTERM)


def running(processes: set[int]) -> list[str]:
    """Return those of ``processes`` that go on doing something, after a moment to end in."""
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


def test_make_run_serves_until_it_is_interrupted(make_run: MakeRun) -> None:
    """It prints the base URL and three calls that work, and Ctrl-C leaves nothing of it."""
    base = make_run.line(r"Base URL: (http://127\.0\.0\.1:\d+\S*)")[1]
    assert f":{make_run.port}" in base
    make_run.line(r"Ctrl-C stops it\.")

    calls = re.findall(r"^\s*curl .*'(.*)'$", make_run.output, re.MULTILINE)
    assert len(calls) == 3
    assert [urllib3.request("GET", call).status for call in calls] == [200, 200, 200]
    again = urllib3.request("GET", calls[0])
    assert again.headers["X-Cache"] == "HIT"

    processes = make_run.descendants()
    # make, the program, the local AWS, the simulator, and a worker for each family called
    assert len(processes) >= 7
    make_run.stop(signal.SIGINT)
    assert running(processes) == []
    assert not list(make_run.temporary.iterdir())
    assert not is_taken(make_run.port)


def test_interrupted_while_it_builds_it_leaves_nothing(make_run: MakeRun) -> None:
    """A termination in the middle of the set-up ends every process and removes every file."""
    make_run.line(r"Building .*")
    processes = make_run.descendants()
    assert len(processes) >= 4
    make_run.stop(signal.SIGTERM)
    assert running(processes) == []
    assert not list(make_run.temporary.iterdir())


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    """The person learns which port it is and how to move, and the exit code is not 0."""
    port = free_port()
    listener = ["python", "-m", "http.server", str(port), "--bind", LOOPBACK]
    with server("A listener", listener, port=port, env=os.environ, log=tmp_path / "log"):
        refused = MakeRun(tmp_path, port)
        assert refused.process.wait(STOP_SECONDS) != 0
    assert f"make run: Port {port} is taken: set PORT to a free one.\n" in refused.output
    assert "Traceback" not in refused.output
