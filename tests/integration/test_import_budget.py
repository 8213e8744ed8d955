"""Imports are a budget: each cold start pays for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEAST_TURNS, MOST_TURNS = 5, 30

#: What the job cannot do without: a client's library, models, the log and metrics, HTTP.
FLOOR = """
import boto3, urllib3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from botocore.config import Config
from pydantic import BaseModel, Field

class Parameters(BaseModel):
    artist: str = Field(min_length=1)
"""

OURS = """
from lastfm_gateway.faces.rest import family_handler, methods_of
methods_of("artist")
"""

_MEASURE = "\nimport time; print(time.process_time())"


def _seconds(code: str) -> float:
    """Return the processor time of a fresh interpreter that runs some code."""
    environment = {"PYTHONPATH": str(ROOT / "layers/gateway"), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", code + _MEASURE],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def test_the_layer_imports_little_more_than_it_must() -> None:
    """All that a function imports takes at most a tenth longer than its libraries alone.

    The least of several turns counts: what else the machine does only adds to a turn.
    """
    for code in (FLOOR, OURS):
        _seconds(code)  # bytecode is written
    ours = floor = float("inf")
    for turn in range(MOST_TURNS):
        ours, floor = min(ours, _seconds(OURS)), min(floor, _seconds(FLOOR))
        if turn >= LEAST_TURNS and ours <= floor * 1.1:
            return
    pytest.fail(f"{ours:.3f} s beside {floor:.3f} s")
