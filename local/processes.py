"""Child processes of the local stack, each in its own session; none outlives its parent."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
READY_SECONDS = 30
STOP_SECONDS = 5
POLL_SECONDS = 0.05


class LocalStackError(Exception):
    """The local stack cannot start or continue. The message is for its user."""


def free_port() -> int:
    """Return a free TCP port of the loopback address."""
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
        return port


def is_taken(port: int) -> bool:
    """Return whether something listens on `port` of the loopback address."""
    try:
        # reuse_port stays off: a second listener must fail.
        socket.create_server((LOOPBACK, port)).close()
    except OSError:
        return True
    return False


@contextlib.contextmanager
def server(
    name: str, command: Sequence[str], *, port: int, env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` inside the context, from the moment it listens on `port`.

    Its output goes to the file `log`; on exit it ends with all its children. Raises
    `LocalStackError` when it ends early or does not listen within 30 seconds.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
        try:
            _wait_until_listening(name, process, port, log)
            yield process
        finally:
            end(process)


def _wait_until_listening(
    name: str, process: subprocess.Popen[bytes], port: int, log: Path
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection((LOOPBACK, port), timeout=1).close()
            return
        time.sleep(POLL_SECONDS)
    output = log.read_text(errors="replace")[-2000:]
    raise LocalStackError(f"{name} does not start on port {port}:\n{output}")


def end(process: subprocess.Popen[bytes]) -> None:
    """Interrupt the process, then kill the rest of its session, such as its workers."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    _kill_session(process.pid)
    process.wait()


def _kill_session(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def run(command: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> None:
    """Run `command` to its end; an interruption kills it and all its children.

    Raises `LocalStackError` with the end of its output for an exit code other than 0.
    """
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            output, _ = process.communicate()
        finally:
            _kill_session(process.pid)
    if process.returncode:
        raise LocalStackError(f"{' '.join(command[:3])} … failed:\n{output[-4000:]}")
