"""What the measurements run against: a real DynamoDB, a simulated Last.fm, a built layer."""

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

from lastfm_gateway.faces.rest.handler import family_handler
from lastfm_gateway.http.handler import Handler
from local.aws_standin import create_keys_table, create_table, moto_server, store_credentials
from local.database import database
from local.simulator import Simulator

ROOT: Final = Path(__file__).parents[1]
TABLE: Final = "cache"
KEYS_TABLE: Final = "keys"
PREFIX: Final = "/bench"


@dataclass(frozen=True, slots=True)
class Rig:
    """What a function's environment names, and the simulator behind it."""

    environment: dict[str, str]
    lastfm: Simulator

    @property
    def database_url(self) -> str:
        """Where DynamoDB listens."""
        return self.environment["AWS_ENDPOINT_URL_DYNAMODB"]

    @property
    def credential(self) -> str:
        """Whose tables are used, as signatures name it."""
        return f"{self.environment['AWS_ACCESS_KEY_ID']}/{self.environment['AWS_DEFAULT_REGION']}"

    def handler(self, family: str) -> Handler:
        """Return a family's function, as a new environment of it would have it."""
        return family_handler(family)


@contextmanager
def rig(**settings: str) -> Iterator[Rig]:
    """Give a rig whose environment is this process's own while the context lasts.

    ``settings`` are variables of the functions' environment, in place of the rig's own.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it serves moto: a line for each call
    with database() as table_url, Simulator() as lastfm, moto_server() as store_url:
        environment = {
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ENDPOINT_URL_DYNAMODB": table_url,
            "AWS_ENDPOINT_URL_SSM": store_url,
            "GATEWAY_TABLE": TABLE,
            "KEYS_TABLE": KEYS_TABLE,
            "SESSION_KMS_KEY": "none: no session is sealed here",
            "LASTFM_PARAMETER_PREFIX": PREFIX,
            "LASTFM_API_ROOT": lastfm.url,
            "ADDRESS_KEY": "bench",
            "RATE_LIMIT_CALLS": "1000000",
            "UPSTREAM_BUDGET_CALLS": "1000000",
            "CALLER_SHARE": "1",
            "POWERTOOLS_SERVICE_NAME": "bench",
            "POWERTOOLS_METRICS_NAMESPACE": "bench",
            **settings,
        }
        with patch.dict(os.environ, environment):
            create_table(TABLE)
            create_keys_table(KEYS_TABLE)
            store_credentials(PREFIX)
            yield Rig(environment, lastfm)


@contextmanager
def other_table(name: str) -> Iterator[None]:
    """Make a cache table, for the functions that start while the context lasts."""
    create_table(name)
    with patch.dict(os.environ, GATEWAY_TABLE=name):
        yield


def build_layer(folder: Path) -> Path:
    """Build the layer as `sam build` does, for this machine; return its `python` folder."""
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
    """Keep the functions' metrics off the terminal."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        yield


def ratio_of_medians(
    ours: Callable[[], Any],
    least: Callable[[], Any],
    clock: Callable[[], float],
    *,
    rounds: int,
    calls: int,
) -> tuple[float, float, float]:
    """Return the ratio, and the milliseconds a call of each, taken turn by turn."""
    figures = []
    for _ in range(rounds):
        with quiet():
            figures.append((_per_call(ours, clock, calls), _per_call(least, clock, calls)))
        print(".", end="", flush=True)
    one, other = median(f[0] for f in figures), median(f[1] for f in figures)
    return one / other, one, other


def _per_call(work: Callable[[], Any], clock: Callable[[], float], calls: int) -> float:
    started = clock()
    for _ in range(calls):
        work()
    return (clock() - started) / calls * 1000
