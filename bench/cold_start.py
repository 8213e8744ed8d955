"""Measures the cold start: from the start of the Lambda runtime to the first cached response.

The runtime is awslambdaric under the runtime interface emulator of aws-sam-cli. Ours is compared
with a bare handler (the required libraries and one batched read), once on our layer and once on the
libraries as pip installs them, and with itself without bytecode.
"""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, Final

import urllib3

from bench.rig import ROOT, Rig, build_layer, quiet
from tools.proxy_event import proxy_event

ROUNDS: Final = 11

_FLOOR: Final = """
import os
import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from botocore.config import Config
from pydantic import BaseModel, Field
import urllib3

class Parameters(BaseModel):
    artist: str = Field(min_length=1)

logger, metrics, pool = Logger(), EphemeralMetrics(), urllib3.PoolManager()
client = boto3.client("dynamodb", config=Config(connect_timeout=1, read_timeout=1))

def handler(event, context):
    sent = Parameters.model_validate(event["queryStringParameters"])
    keys = [{"pk": {"S": "answer#" + sent.artist}}, {"pk": {"S": "caller#"}}]
    client.batch_get_item(RequestItems={os.environ["GATEWAY_TABLE"]: {"Keys": keys}})
    metrics.add_metric(name="CacheHit", unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    return {"statusCode": 200, "headers": {"X-Cache": "HIT"}, "body": "{}"}
"""

_EVENT: Final = proxy_event("/artist/getInfo", {"artist": "Radiohead"})


def measure(rig: Rig) -> dict[str, Any]:
    """Return the ratios and the milliseconds behind them."""
    with quiet():
        for _ in range(2):
            rig.handler("artist")(_EVENT, None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built, runtime = build_layer(folder / "layer"), _runtime(folder / "runtime")
        plain = Path(shutil.copytree(built, folder / "plain"))
        for cached in plain.rglob("__pycache__"):
            shutil.rmtree(cached)
        floor = folder / "floor"
        floor.mkdir()
        (floor / "app.py").write_text(_FLOOR)
        sides = {
            "ours": (ROOT / "functions/artist", built),
            "floor": (floor, built),
            "bare": (floor, _install(folder / "libraries")),
            "plain": (ROOT / "functions/artist", plain),
        }
        seconds: dict[str, list[float]] = {side: [] for side in sides}
        for _ in range(ROUNDS):  # interleaved, so that a slow moment hits all sides
            for side, (function, layer) in sides.items():
                seconds[side].append(_start(rig, function, layer, runtime))
            print(".", end="", flush=True)
    medians = {side: median(values) for side, values in seconds.items()}
    return {
        "cold_start_vs_floor": medians["ours"] / medians["floor"],
        "cold_start_vs_bare": medians["ours"] / medians["bare"],
        "cold_start_vs_plain_build": medians["ours"] / medians["plain"],
        "cold_start_ms": {side: round(value * 1000) for side, value in medians.items()},
    }


def _install(folder: Path) -> Path:
    """Install the layer's libraries as pip leaves them, with bytecode."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--compile"]
    subprocess.run(
        [*pip, "--require-hashes", "--requirement", "requirements.txt", "--target", str(folder)],
        cwd=ROOT / "layers/gateway",
        check=True,
    )
    return folder


def _runtime(folder: Path) -> Path:
    """Copy the runtime client out of the virtual environment, with its bytecode."""
    folder.mkdir()
    for package in ("awslambdaric", "snapshot_restore_py", "simplejson"):
        spec = find_spec(package)
        if spec and spec.submodule_search_locations:
            shutil.copytree(spec.submodule_search_locations[0], folder / package)
    for native in Path(str(find_spec("awslambdaric").origin)).parents[1].glob("runtime_client*"):  # type: ignore[union-attr]
        shutil.copy(native, folder)
    return folder


def _start(rig: Rig, function: Path, layer: Path, runtime: Path) -> float:
    """Return the seconds from the start of the runtime to the end of its first response."""
    port = _free_port()
    command = [
        *(str(_emulator()), "--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
        *(str(_interpreter()), "-m", "awslambdaric", "app.handler"),
    ]
    environment = {
        **rig.environment,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(map(str, (function, layer, runtime))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{_free_port()}",
    }
    started = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        response = _invoke(port)
        elapsed = time.monotonic() - started
    finally:
        process.terminate()
        process.wait()
    if response.get("statusCode") != 200 or response["headers"]["X-Cache"] != "HIT":  # noqa: PLR2004
        raise RuntimeError(f"not a cache hit: {response}")
    return elapsed


def _invoke(port: int) -> dict[str, Any]:
    url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
    retries = urllib3.Retry(connect=200, backoff_factor=0.002, backoff_max=0.01)
    with urllib3.PoolManager(retries=retries) as pool:
        reply = pool.request("POST", url, body=json.dumps(_EVENT))
    response: dict[str, Any] = json.loads(reply.data)
    return response


def _emulator() -> Path:
    architecture = "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"
    samcli = find_spec("samcli")
    if samcli is None or samcli.origin is None:
        raise RuntimeError("the runtime interface emulator comes with aws-sam-cli")
    return Path(samcli.origin).parent / "local/rapid" / f"aws-lambda-rie-{architecture}"


def _interpreter() -> Path:
    return Path(sys.base_prefix) / "bin/python3.13"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
