"""What the caller gets when Last.fm fails: true errors, and no answer that is not one."""

import re
import time
from collections.abc import Mapping

import pytest

from lastfm_gateway.adapters import upstream
from lastfm_gateway.faces import rest
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions

QUERY = {"artist": "Radiohead"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries as short as can be, and a short patience."""
    monkeypatch.setattr(upstream, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(rest, "PATIENCE", 2.0)


@pytest.mark.parametrize(
    ("fault", "status", "code", "calls"),
    [
        (Fault("html"), 502, 8, 3),
        (Fault("html-200"), 502, 8, 3),
        (Fault("truncated"), 502, 8, 3),
        (Fault("empty"), 502, 8, 3),
        (Fault("drop"), 502, 8, 3),
        (Fault("drop-midway"), 502, 8, 3),
        (Fault("huge"), 502, 8, 3),
        (Fault("bomb"), 502, 8, 3),
        (Fault("body", body='{"tag": {}}'), 502, 8, 3),
        (Fault("error", code=8), 502, 8, 3),
        (Fault("error", code=11), 503, 11, 3),
        (Fault("error", code=16), 503, 16, 3),
        (Fault("error", code=29), 429, 29, 1),
        (Fault("error", code=10), 403, 10, 1),
        (Fault("error", code=26), 403, 26, 1),
        (Fault("error", code=2), 400, 2, 1),
        (Fault("delay", delay_ms=2500), 504, 11, 1),
        (Fault("slow-drip", delay_ms=500), 504, 11, 1),
    ],
    ids=lambda value: f"{value.kind}-{value.code}" if isinstance(value, Fault) else "",
)
def test_a_fault_is_told_truly(  # noqa: PLR0913, PLR0917 (one row of the table)
    functions: Functions, lastfm: Simulator, fault: Fault, status: int, code: int, calls: int
) -> None:
    """Each fault has its status and code; what passes is tried again and says Retry-After."""
    lastfm.faults.add(fault)
    started = time.monotonic()
    reply = functions.get("/artist/getInfo", QUERY)
    assert time.monotonic() - started < 3.5
    assert (reply.status, reply.json["error"]) == (status, code)
    assert set(reply.json) == {"error", "message"}
    assert ("Retry-After" in reply.headers) == (status in (429, 502, 503, 504))
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert len(lastfm.log) == calls
    lastfm.faults.clear()
    healed = functions.get("/artist/getInfo", QUERY)
    spared = code == 29  # the key's own limit: no calls for a while
    assert (healed.status, healed.headers["X-Cache"]) == (
        (503, "BYPASS") if spared else (200, "MISS")
    )


def test_a_passing_fault_is_not_even_seen(functions: Functions, lastfm: Simulator) -> None:
    """Two failures in a row are made good by a third try."""
    lastfm.faults.add(Fault("html", times=2))
    assert functions.get("/artist/getInfo", QUERY).status == 200
    assert len(lastfm.log) == 3


def test_another_users_data_is_neither_served_nor_stored(
    functions: Functions, lastfm: Simulator
) -> None:
    """An answer about somebody else is asked for again, and is an error if it stays so."""
    query = {"user": "rj"}
    lastfm.faults.add(Fault("wrong-user", times=1))
    assert functions.get("/user/getTopArtists", query).json["topartists"]["@attr"]["user"] == "rj"
    lastfm.faults.add(Fault("wrong-user"))
    for path in ("/user/getInfo", "/user/getRecentTracks", "/library/getArtists"):
        reply = functions.get(path, query)
        assert (reply.status, reply.json["error"]) == (502, 8)
    lastfm.faults.clear()
    for path in ("/user/getInfo", "/user/getRecentTracks", "/library/getArtists"):
        assert functions.get(path, query).headers["X-Cache"] == "MISS"


def test_a_hidden_history_is_403(functions: Functions) -> None:
    """Error 17 keeps its code; nothing is stored."""
    for _ in range(2):
        reply = functions.get("/user/getRecentTracks", {"user": "hermit"})
        assert (reply.status, reply.json["error"]) == (403, 17)


def test_an_expired_answer_is_served_when_last_fm_fails(
    monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], lastfm: Simulator
) -> None:
    """Past its freshness, an answer still stands in for an upstream that fails, marked STALE."""
    assert environment
    monkeypatch.setenv("FRESHNESS_FACTOR", "0.0334")  # recent tracks: one second
    functions = Functions()
    fresh = functions.get("/user/getRecentTracks", {"user": "rj"})
    time.sleep(1.1)
    lastfm.faults.add(Fault("error", code=11))
    stale = functions.get("/user/getRecentTracks", {"user": "rj"})
    assert (stale.status, stale.headers["X-Cache"]) == (200, "STALE")
    assert stale.text == fresh.text
    assert int(stale.headers["Age"]) >= 1
    assert re.fullmatch(r"lastfm-gateway; hit; ttl=(0|-\d+)", stale.headers["Cache-Status"])
