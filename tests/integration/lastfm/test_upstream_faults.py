"""Faults of Last.fm: which errors the caller gets, and which answers are never served."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import boto3
import pytest

from lastfm_gateway.cache import lease
from lastfm_gateway.http import method_routes as rest
from lastfm_gateway.lastfm import transport
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions
from tests.support.patience import LONG

QUERY = {"artist": "Radiohead"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses between tries, and remember no failures."""
    monkeypatch.setattr(transport, "RETRY_BASE_SECONDS", 0.001)
    monkeypatch.setattr(lease, "FAILURE_KEPT_MS", 0)


@contextmanager
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give Last.fm two seconds, whatever the patience of the other tests is."""
    with monkeypatch.context() as briefly:
        briefly.setattr(rest, "CALL_SECONDS", 2.0 / LONG)
        yield


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
    ],
    ids=lambda value: f"{value.kind}-{value.code}" if isinstance(value, Fault) else "",
)
def test_each_fault_has_its_status_and_code(  # noqa: PLR0913, PLR0917 (one row of the table)
    functions: Functions, lastfm: Simulator, fault: Fault, status: int, code: int, calls: int
) -> None:
    """Transient faults are retried, and the error carries Retry-After."""
    lastfm.faults.add(fault)
    _check_told(functions, status, code)
    assert len(lastfm.log) == calls
    lastfm.faults.clear()
    recovered = functions.get("/artist/getInfo", QUERY)
    spared = code == 29  # the key's own limit: no calls for a while
    assert (recovered.status, recovered.headers["X-Cache"]) == (
        (503, "BYPASS") if spared else (200, "MISS")
    )


@pytest.mark.parametrize("fault", [Fault("delay", delay_ms=9000), Fault("slow-drip", delay_ms=500)])
def test_slow_answer_is_504_and_not_retried(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    """A late or dripping answer is cut off at the deadline.

    Either answer would be whole after about ten seconds, and would be served if the gateway waited.
    """
    lastfm.faults.add(fault)
    with impatient(monkeypatch):
        _check_told(functions, 504, 11)
    assert len(lastfm.log) == 1
    lastfm.faults.clear()
    assert functions.get("/artist/getInfo", QUERY).headers["X-Cache"] == "MISS"


def _check_told(functions: Functions, status: int, code: int) -> None:
    reply = functions.get("/artist/getInfo", QUERY)
    assert (reply.status, reply.json["error"]) == (status, code)
    assert set(reply.json) == {"error", "message"}
    assert ("Retry-After" in reply.headers) == (status in (429, 502, 503, 504))
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_third_try_succeeds_after_two_failures(functions: Functions, lastfm: Simulator) -> None:
    """The caller does not notice the two failures."""
    lastfm.faults.add(Fault("html", times=2))
    assert functions.get("/artist/getInfo", QUERY).status == 200
    assert len(lastfm.log) == 3


def test_answer_about_another_user_is_neither_served_nor_stored(
    functions: Functions, lastfm: Simulator
) -> None:
    """Such an answer is fetched again, and is an error if it stays so."""
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


def test_hidden_history_is_403(functions: Functions) -> None:
    """Error 17 keeps its code, and nothing is stored."""
    for _ in range(2):
        reply = functions.get("/user/getRecentTracks", {"user": "hermit"})
        assert (reply.status, reply.json["error"]) == (403, 17)


PASSING = [
    Fault("delay", delay_ms=2500),
    Fault("html"),
    Fault("html-200"),
    Fault("truncated"),
    Fault("drop"),
    Fault("body", status=500, body="{}"),
    *(Fault("error", code=code) for code in (8, 11, 16, 29)),
]


@pytest.fixture
def stale_soon(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Functions:
    """Functions for which recent tracks stay fresh for one second."""
    assert environment
    monkeypatch.setenv("FRESHNESS_FACTOR", "0.0334")
    return Functions()


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault.kind}-{fault.code}")
def test_stale_answer_is_served_when_last_fm_fails(
    stale_soon: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    """The answer is past its freshness and marked STALE."""
    fresh = stale_soon.get("/user/getRecentTracks", {"user": "rj"})
    time.sleep(1.1)
    lastfm.faults.add(fault)
    with impatient(monkeypatch):
        stale = stale_soon.get("/user/getRecentTracks", {"user": "rj"})
    assert (stale.status, stale.headers["X-Cache"]) == (200, "STALE")
    assert stale.text == fresh.text
    assert int(stale.headers["Age"]) >= 1
    assert re.fullmatch(r"lastfm-gateway; hit; ttl=(0|-\d+)", stale.headers["Cache-Status"])


def test_answer_past_its_stale_time_is_not_served(
    stale_soon: Functions, environment: Mapping[str, str], lastfm: Simulator
) -> None:
    """DynamoDB deletes late, so the times are compared on every read."""
    stale_soon.get("/user/getRecentTracks", {"user": "rj"})
    client, table = boto3.client("dynamodb"), environment["GATEWAY_TABLE"]
    [item] = [
        item
        for item in client.scan(TableName=table)["Items"]
        if item["pk"]["S"].startswith("answer#")
    ]
    past = {"N": str(int(time.time()) - 1)}
    client.put_item(TableName=table, Item={**item, "f": past, "u": past})
    lastfm.faults.add(Fault("error", code=11))
    reply = Functions().get("/user/getRecentTracks", {"user": "rj"})
    assert (reply.status, reply.json["error"]) == (503, 11)


def test_definitive_error_replaces_the_stale_answer(
    stale_soon: Functions, lastfm: Simulator
) -> None:
    """A user who hides the history now is not shown from what was stored before."""
    stale_soon.get("/user/getRecentTracks", {"user": "rj"})
    time.sleep(1.1)
    lastfm.faults.add(Fault("error", code=17))
    reply = stale_soon.get("/user/getRecentTracks", {"user": "rj"})
    assert (reply.status, reply.json["error"]) == (403, 17)
