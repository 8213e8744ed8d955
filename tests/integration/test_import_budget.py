"""An import budget, since each cold start pays for imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_TURNS = 15

#: Imports the required libraries (AWS client, models, log and metrics, HTTP), then everything else
#: that a function imports, and prints the ratio of the processor times.
IMPORTS = """
import time
import boto3, urllib3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from botocore.config import Config
from pydantic import BaseModel, Field

class Parameters(BaseModel):
    artist: str = Field(min_length=1)

floor = time.process_time()
from lastfm_gateway import methods
from lastfm_gateway.faces.rest.handler import family_handler
methods.of_family("artist")
print(time.process_time() / floor)
"""


#: Imports every module of the layer but the workers'.
ALL_BUT_WORKERS = """
import importlib, pkgutil, sys
import lastfm_gateway
for module in pkgutil.walk_packages(lastfm_gateway.__path__, "lastfm_gateway."):
    if not module.name.endswith(".worker"):
        importlib.import_module(module.name)
print("aws_lambda_powertools.utilities.batch" in sys.modules)
"""


#: Imports a handler and prints the libraries and faces that came with it.
HANDLER = """
import sys
from lastfm_gateway.faces.{face}.handler import {name}
print(*sorted({{
    name.removeprefix("lastfm_gateway.faces.").split(".")[0]
    for name in sys.modules
    if name.startswith(("lastfm_gateway.faces.", "mcp", "httpx"))
}}))
"""


def _run(code: str) -> str:
    """Return what a fresh interpreter prints."""
    environment = {"PYTHONPATH": str(ROOT / "layers/gateway"), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _growth() -> float:
    """Return a fresh interpreter's time with all imports ÷ its time with the libraries alone."""
    return float(_run(IMPORTS))


def test_importing_the_layer_takes_at_most_a_tenth_more_than_its_libraries() -> None:
    """All imports of a function take at most 1.1 times as long as its libraries' imports.

    The least of some turns counts: what else the machine does only adds to a turn.
    """
    turns = list[float]()
    while len(turns) < MOST_TURNS:
        turns.append(_growth())
        if min(turns) <= 1.1:
            return
    pytest.fail(f"at the least {min(turns):.3f} times the floor")


@pytest.mark.parametrize(
    ("face", "name"),
    [
        *(("mcp", "mcp_handler"), ("listening", "listening_handler")),
        *(("rest", "family_handler"), ("cards", "cards_handler")),
    ],
)
def test_handler_imports_its_own_face_only(face: str, name: str) -> None:
    """No face imports another, and assistants' tools no library of MCP."""
    assert _run(HANDLER.format(face=face, name=name)) == face


def test_only_workers_import_the_batch_utilities() -> None:
    """Powertools' batch utilities take a fifth of a cold start: no request pays for them."""
    assert _run(ALL_BUT_WORKERS) == "False"
