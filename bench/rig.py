"""The test rig of the benchmarks: a real DynamoDB, a simulated Last.fm and a built layer."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final
from unittest.mock import patch

import boto3

from lastfm_gateway.faces.rest.handler import family_handler
from lastfm_gateway.http.handler import Handler
from local.aws_standin import (
    create_history_table,
    create_keys_table,
    create_table,
    moto_server,
    store_credentials,
)
from local.database import database
from local.simulator import Simulator

ROOT: Final = Path(__file__).parents[1]
TABLE: Final = "cache"
KEYS_TABLE: Final = "keys"
HISTORY_TABLE: Final = "history"
PREFIX: Final = "/bench"


@dataclass(frozen=True, slots=True)
class Rig:
    """The functions' environment variables, and the simulator that they call."""

    environment: dict[str, str]
    lastfm: Simulator

    @property
    def database_url(self) -> str:
        """Where DynamoDB listens."""
        return self.environment["AWS_ENDPOINT_URL_DYNAMODB"]

    @property
    def credential(self) -> str:
        """The access key and region, such as `bench/eu-central-1`, as signatures name them."""
        return f"{self.environment['AWS_ACCESS_KEY_ID']}/{self.environment['AWS_DEFAULT_REGION']}"

    def handler(self, family: str) -> Handler:
        """Return a family's handler as a new Lambda environment builds it."""
        return family_handler(family)


@contextmanager
def rig(**settings: str) -> Iterator[Rig]:
    """Start a rig and set this process's environment variables to it inside the context.

    `settings` override environment variables.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # moto's server: logs every call
    with database() as table_url, Simulator() as lastfm, moto_server() as store_url:
        environment = {
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ENDPOINT_URL_DYNAMODB": table_url,
            "AWS_ENDPOINT_URL_SSM": store_url,
            "GATEWAY_TABLE": TABLE,
            "KEYS_TABLE": KEYS_TABLE,
            "HISTORY_TABLE": HISTORY_TABLE,
            "SESSION_KMS_KEY": "unused",
            "LASTFM_PARAMETER_PREFIX": PREFIX,
            "LASTFM_API_ROOT": lastfm.url,
            "ADDRESS_KEY": "bench",
            "RATE_LIMIT_CALLS": "1000000",
            "UPSTREAM_BUDGET_CALLS": "1000000",
            "CALLER_SHARE": "1",
            "PYDANTIC_DISABLE_PLUGINS": "__all__",
            "POWERTOOLS_SERVICE_NAME": "bench",
            "POWERTOOLS_METRICS_NAMESPACE": "bench",
            **settings,
        }
        with patch.dict(os.environ, environment):
            dynamodb = boto3.client("dynamodb")
            create_table(dynamodb, TABLE)
            create_keys_table(dynamodb, KEYS_TABLE)
            create_history_table(dynamodb, HISTORY_TABLE)
            store_credentials(boto3.client("ssm"), PREFIX)
            yield Rig(environment, lastfm)


@contextmanager
def other_table(name: str) -> Iterator[None]:
    """Create another cache and history, for the handlers that are built inside the context."""
    history = f"{HISTORY_TABLE}-{name}"
    create_table(boto3.client("dynamodb"), name)
    create_history_table(boto3.client("dynamodb"), history)
    with patch.dict(os.environ, GATEWAY_TABLE=name, HISTORY_TABLE=history):
        yield


def build_layer(folder: Path) -> Path:
    """Build the layer for this machine, as `sam build` does; return its `python` folder."""
    subprocess.run(
        ["make", "--silent", "-C", str(ROOT / "layers/gateway"), "build-GatewayLayer"],
        env={
            **os.environ,
            "ARTIFACTS_DIR": str(folder),
            "LAYER_ARCHITECTURE": "host",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        check=True,
        capture_output=True,
    )
    return folder / "python"


@contextmanager
def quiet() -> Iterator[None]:
    """Discard standard output, where the functions write their metrics."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        yield


def ratio_of_medians(
    ours: Callable[[], Any],
    bare: Callable[[], Any],
    clock: Callable[[], float],
    *,
    rounds: int,
    calls: int,
) -> tuple[float, float, float]:
    """Return the ratio of ours to bare, and the median milliseconds of a call of each.

    Rounds are interleaved, so that drift of the machine affects both alike.
    """
    rounds_ms = []
    for _ in range(rounds):
        with quiet():
            rounds_ms.append((_per_call(ours, clock, calls), _per_call(bare, clock, calls)))
        print(".", end="", flush=True)
    ours_ms, bare_ms = (median(side) for side in zip(*rounds_ms, strict=True))
    return ours_ms / bare_ms, ours_ms, bare_ms


def _per_call(work: Callable[[], Any], clock: Callable[[], float], calls: int) -> float:
    started = clock()
    for _ in range(calls):
        work()
    return (clock() - started) / calls * 1000
