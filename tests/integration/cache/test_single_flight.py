"""Single flight: one upstream call for many callers, across processes and crashes."""

import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.config import Config

from lastfm_gateway.cache import lease
from lastfm_gateway.cache.entry import make_entry
from lastfm_gateway.cache.entry_item import MAX_PACKED
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.cache.single_flight import SingleFlight, Turn
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.faces.rest.handler import family_handler
from lastfm_gateway.http import method_routes as rest
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage import aws_clients
from lastfm_gateway.storage.table import Table
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions
from tests.integration.conftest import Reply as Replied
from tests.support.holding import FOREVER, held
from tools.proxy_event import proxy_event

ROOT = Path(__file__).parents[3]
PROCESSES, THREADS = 8, 13
QUERY = {"artist": "Radiohead"}
KEY = cache_key("rest", "artist.getInfo", {"artist": "Radiohead", "autocorrect": "1", "lang": "en"})


def _environment_of_callers(start: object, results: object) -> None:
    """Run several environments in this process, each with one request at the same moment.

    A hundred environments on few cores are slow, which is not what is tested: no time runs out
    here.
    """
    patch.object(aws_clients, "_TABLE_TIMES", Config(read_timeout=60)).start()
    patch.object(lease, "LEASE_MS", 60_000).start()
    patch.object(rest, "CALL_SECONDS", 60.0).start()
    handlers = [family_handler("artist") for _ in range(THREADS)]
    start.wait()  # type: ignore[attr-defined]

    def ask(number: int) -> tuple[int, str]:
        event = proxy_event(
            "/artist/getInfo", QUERY, source_ip=f"10.{os.getpid() % 250}.{number}.1"
        )
        answer = handlers[number](event, None)
        return answer["statusCode"], answer["body"]

    with ThreadPoolExecutor(THREADS) as pool:
        results.put(list(pool.map(ask, range(THREADS))))  # type: ignore[attr-defined]


@pytest.mark.usefixtures("environment")
def test_hundred_environments_make_one_upstream_call(lastfm: Simulator) -> None:
    """104 environments in 8 processes request one uncached answer at once; all are served."""
    lastfm.faults.add(Fault("delay", delay_ms=300))
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(PROCESSES), context.Queue()
    workers = [
        context.Process(target=_environment_of_callers, args=(start, results))
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    answers = [answer for _ in workers for answer in results.get(timeout=300)]
    for worker in workers:
        worker.join()
    assert len(answers) == PROCESSES * THREADS
    assert {status for status, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1
    assert json.loads(answers[0][1])["artist"]["name"] == "Radiohead"
    assert len(lastfm.log) == 1


@pytest.mark.usefixtures("environment")
def test_lease_of_a_killed_process_is_taken_over(lastfm: Simulator) -> None:
    """When a process dies during its call, another one calls once the lease has expired.

    How long that takes is shown on a driven clock: see test_single_flight_timing.
    """
    script = (
        "from lastfm_gateway.faces.rest.handler import family_handler\n"
        "from tools.proxy_event import proxy_event\n"
        f"family_handler('artist')(proxy_event('/artist/getInfo', {QUERY!r}), None)\n"
    )
    path = os.pathsep.join([str(ROOT / "layers/gateway"), str(ROOT)])
    with held(lastfm, "artist.getInfo", first=1) as calls:
        holder = subprocess.Popen(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path}
        )
        calls.until(1)
        holder.kill()
        holder.wait()
        assert Functions().get("/artist/getInfo", QUERY).status == 200
        assert len(lastfm.log) == 2


def test_older_fencing_token_never_overwrites_a_newer_answer(
    environment: Mapping[str, str], functions: Functions
) -> None:
    """An answer fetched under an expired lease does not replace a newer one."""
    newer = functions.get("/artist/getInfo", QUERY)
    table = Table(boto3.client("dynamodb"), environment["GATEWAY_TABLE"], pytest.fail)
    old = make_entry(
        LastfmResponse(200, "", b'{"artist":{"name":"old"}}'), time.time(), 60, fence=1
    )
    assert EntryStore(table, Telemetry()).store(KEY, old) is False
    assert Functions().get("/artist/getInfo", QUERY).text == newer.text


def test_stale_answer_is_served_while_one_environment_refreshes(
    monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], lastfm: Simulator
) -> None:
    """The other environments get the stored answer at once and without cost."""
    assert environment
    monkeypatch.setenv("FRESHNESS_FACTOR", "0.0334")  # recent tracks: one second
    path, query = "/user/getRecentTracks", {"user": "rj"}
    one, other = Functions(), Functions()
    first = one.get(path, query)
    other.get(path, query)
    time.sleep(1.2)
    made = len(lastfm.log)
    refreshed = list[Replied]()
    with held(lastfm, "user.getRecentTracks") as calls:
        refresh = threading.Thread(target=lambda: refreshed.append(one.get(path, query)))
        refresh.start()
        calls.until(1)
        stale = other.get(path, query, source_ip="198.51.100.9")
        assert (stale.status, stale.headers["X-Cache"]) == (200, "STALE")
        assert stale.text == first.text
        assert stale.headers["X-RateLimit-Remaining"] == "100"
    refresh.join()
    assert [reply.headers["X-Cache"] for reply in refreshed] == ["MISS"]
    assert len(lastfm.log) == made + 1


def test_waiting_callers_share_the_error(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two requests for one failing answer, only one calls Last.fm."""
    lastfm.faults.add(Fault("error", code=17))
    other_waits = threading.Event()
    wait = SingleFlight.wait

    def noted(self: SingleFlight, *waited_for: Any) -> Turn:
        other_waits.set()
        return wait(self, *waited_for)

    monkeypatch.setattr(SingleFlight, "wait", noted)
    replies = list[Replied]()
    threads = [
        threading.Thread(target=lambda who=who: replies.append(who.get("/artist/getInfo", QUERY)))
        for who in (functions, Functions())
    ]
    with held(lastfm, "artist.getInfo"):
        for thread in threads:
            thread.start()
        assert other_waits.wait(FOREVER)
    for thread in threads:
        thread.join()
    assert [reply.status for reply in replies] == [403, 403]
    assert len(lastfm.log) == 1


def test_answer_too_large_to_store_is_served_to_all(
    functions: Functions, lastfm: Simulator
) -> None:
    """Callers of an answer that fits no item do not wait for one another."""
    text = os.urandom(MAX_PACKED).hex()
    answer = {"artist": {"name": "Radiohead", "bio": {"summary": text}}}
    lastfm.faults.add(Fault("body", body=json.dumps(answer)))
    for _ in range(2):
        reply = functions.get("/artist/getInfo", QUERY)
        assert (reply.status, reply.headers["X-Cache"]) == (200, "MISS")
        assert reply.headers["Cache-Status"] == "lastfm-gateway; fwd=miss"
    assert len(lastfm.log) == 2
