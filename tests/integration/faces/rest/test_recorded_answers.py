"""Answers recorded from the real service, field by field."""

import json
from pathlib import Path

import pytest

from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions

RECORDED = Path(__file__).parents[3] / "recorded"


@pytest.mark.parametrize(
    ("file", "path", "query"),
    [
        ("chart.getTopTracks", "/chart/getTopTracks", {"limit": "10"}),
        ("tag.getTopTracks", "/tag/getTopTracks", {"tag": "metal"}),
        ("tag.getTopTracks.unknown", "/tag/getTopTracks", {"tag": "thistagdoesntexist"}),
    ],
)
def test_recorded_answer_is_returned_unchanged(
    functions: Functions, lastfm: Simulator, file: str, path: str, query: dict[str, str]
) -> None:
    """Hits and misses return what the service sent."""
    recorded = (RECORDED / f"{file}.json").read_text(encoding="utf-8")
    lastfm.faults.add(Fault("body", body=recorded))
    for use in ("MISS", "HIT"):
        reply = functions.get(path, query)
        assert (reply.status, reply.headers["X-Cache"]) == (200, use)
        assert json.dumps(reply.json) == json.dumps(json.loads(recorded))
