"""What one caller's failing calls cost that caller, the fleet's budget, and everybody else."""

import itertools
import threading
import time
from collections.abc import Mapping

import pytest

from bench.counting import counted
from lastfm_gateway.cache.lease import FAILURE_KEPT_MS
from lastfm_gateway.composition import Runtime
from lastfm_gateway.limits.circuit_state import FAILURES_TO_OPEN, FIRST_OPEN_MS
from local.simulator import API_KEY, SECOND_API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Queues
from tests.support.clock import Clock
from tests.support.holding import held
from tests.support.patience import Patience
from tests.support.scrobbles import RJ, introduce

PATH = "/artist/getInfo"
QUERY = {"artist": "Radiohead"}
LEFT = "X-RateLimit-Remaining"


@pytest.fixture(autouse=True)
def _driven(environment: Mapping[str, str], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions go by the test's clock, and hardly pause between tries."""
    assert environment
    start = Runtime.from_environment
    monkeypatch.setattr(Runtime, "from_environment", lambda: start(clock=clock))
    monkeypatch.setattr("lastfm_gateway.lastfm.transport.RETRY_BASE_SECONDS", 0.001)


def test_each_try_counts_against_its_caller(lastfm: Simulator) -> None:
    """Three tries are three of the caller's calls; an answer at the second try is two."""
    lastfm.faults.add(Fault("html", times=3))
    assert Functions().get(PATH, QUERY).headers[LEFT] == "97"
    lastfm.faults.add(Fault("html", times=1))
    healed = Functions().get(PATH, {"artist": "Portishead"})
    assert (healed.status, healed.headers[LEFT]) == (200, "95")


def test_who_has_nothing_left_gets_no_second_try(
    lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last call of the limit is one try: its failure is told as it is, not as 429."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")
    lastfm.faults.add(Fault("html"))
    functions = Functions()
    assert functions.get(PATH, QUERY).status == 502
    assert len(lastfm.log) == 2
    assert functions.get(PATH, {"artist": "Portishead"}).status == 429


def test_a_try_that_is_not_permitted_is_free(
    lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the budget's last call failed there is no second try, and none is paid for."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "1")
    lastfm.faults.add(Fault("html"))
    reply = Functions().get(PATH, QUERY)
    assert (reply.status, reply.headers[LEFT], len(lastfm.log)) == (502, "99", 1)


def test_a_failing_name_is_asked_for_once_in_five_seconds(lastfm: Simulator, clock: Clock) -> None:
    """Thirty requests for it, of two environments: one request's three tries, then none."""
    lastfm.faults.add(Fault("html"))
    one, other = Functions(), Functions()
    for number in range(15):
        for functions in (one, other):
            reply = functions.get(PATH, QUERY, source_ip=f"198.51.100.{number}")
            assert (reply.status, reply.json["error"]) == (502, 8)
            assert 1 <= int(reply.headers["Retry-After"]) <= FAILURE_KEPT_MS // 1000
            assert reply.headers[LEFT] == ("97" if number == 0 else "100")
    assert len(lastfm.log) == 3
    lastfm.faults.clear()
    clock.later += FAILURE_KEPT_MS / 1000
    assert other.get(PATH, QUERY).status == 200


def test_a_remembered_failure_costs_one_refused_write_and_then_none(lastfm: Simulator) -> None:
    """The environment that did not see it learns of it by the lease; then it knows."""
    lastfm.faults.add(Fault("html"))
    one, other = Functions(), Functions()
    one.get(PATH, QUERY)
    for names in (["BatchGetItem", "UpdateItem"], ["BatchGetItem"]):
        with counted() as units:
            assert other.get(PATH, QUERY).status == 502
        assert units.names == names


def test_a_failure_hides_nothing_that_is_stored(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An expired answer is served while the failure is remembered, for nothing, by everybody."""
    monkeypatch.setenv("FRESHNESS_FACTOR", "0.0334")  # recent tracks: one second
    path, query = "/user/getRecentTracks", {"user": "rj"}
    one, other = Functions(), Functions()
    fresh = one.get(path, query)
    clock.later += 2
    lastfm.faults.add(Fault("html"))
    assert one.get(path, query).headers[LEFT] == "96"
    for functions in (one, other, other):
        stale = functions.get(path, query, source_ip="198.51.100.9")
        assert (stale.status, stale.headers["X-Cache"]) == (200, "STALE")
        assert (stale.text, stale.headers[LEFT]) == (fresh.text, "100")
    assert len(lastfm.log) == 4


def test_an_error_that_is_meant_is_not_remembered(lastfm: Simulator) -> None:
    """Who opens a hidden history is seen at once."""
    functions = Functions()
    for calls in (1, 2):
        assert functions.get("/user/getRecentTracks", {"user": "hermit"}).status == 403
        assert len(lastfm.log) == calls


def test_the_web_service_tells_the_failure_as_it_was(lastfm: Simulator) -> None:
    """Of error 16 in XML the second caller gets Last.fm's own words and status, too."""
    lastfm.faults.add(Fault("error", code=16))
    told = [Functions().ask("artist.getInfo", artist="Radiohead") for _ in range(2)]
    assert told[0].status == told[1].status == 503
    assert told[0].text == told[1].text
    assert len(lastfm.log) == 3


def test_a_resting_upstream_is_free(lastfm: Simulator, clock: Clock) -> None:
    """503 while the breaker is open costs no call, in the environment that opened it and others."""
    one, other = Functions(), Functions()
    lastfm.faults.add(Fault("error", code=29, times=1))
    assert one.get(PATH, QUERY).headers[LEFT] == "99"
    for functions in (one, other):
        for number in range(3):
            refused = functions.get(PATH, {"artist": f"artist {number}"})
            assert (refused.status, refused.headers[LEFT]) == (503, "99")
            alone = functions.get(PATH, {"artist": "a", "username": "rj"})
            assert (alone.status, alone.headers[LEFT]) == (503, "99")
    clock.later += FIRST_OPEN_MS / 1000
    assert one.get(PATH, QUERY).headers[LEFT] == "98"


def test_a_spent_budget_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """503 for a spent budget costs no call: neither who finds that out, nor who comes after."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "1")
    functions = Functions()
    functions.get(PATH, QUERY)
    for number in range(3):
        with counted() as units:
            refused = functions.get(PATH, {"artist": f"artist {number}"})
        assert (refused.status, refused.headers[LEFT]) == (503, "99")
    assert units.names == ["BatchGetItem"]


def test_an_expired_answer_is_free_while_the_upstream_rests(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is served stale then costs neither a call nor a write."""
    monkeypatch.setenv("FRESHNESS_FACTOR", "0.0334")  # recent tracks: one second
    functions = Functions()
    for page in ("1", "2"):
        functions.get("/user/getRecentTracks", {"user": "rj", "page": page})
    clock.later += 2
    lastfm.faults.add(Fault("error", code=29, times=1))
    functions.get("/user/getRecentTracks", {"user": "rj", "page": "1"})
    with counted() as units:
        stale = functions.get("/user/getRecentTracks", {"user": "rj", "page": "2"})
    assert (stale.headers["X-Cache"], stale.headers[LEFT]) == ("STALE", "97")
    assert set(units.names) == {"BatchGetItem"}


def test_a_queued_scrobble_is_not_free(lastfm: Simulator, queues: Queues) -> None:
    """While Last.fm rests a message is what a scrobble costs: its caller's limit counts it."""
    assert queues
    functions = Functions()
    introduce(functions)
    lastfm.faults.add(Fault("error", code=29, times=1))
    before = int(functions.ask("artist.getInfo", artist="Radiohead").headers[LEFT])
    played = {"artist": "Radiohead", "track": "Creep", "timestamp": str(int(time.time()) - 900)}
    reply = functions.post("/2.0/", method="track.scrobble", sk=RJ, **played)
    assert (reply.headers["X-Scrobble"], int(reply.headers[LEFT])) == ("queued", before - 1)


@pytest.mark.parametrize("path", ["/artist/getInfo", "/2.0/"])
def test_the_deployments_own_key_is_guarded_whoever_brings_it(lastfm: Simulator, path: str) -> None:
    """It is public by `/auth/url`: sent by a caller it passes neither breaker nor budget."""
    functions = Functions()
    lastfm.faults.add(Fault("error", code=29, times=1))
    assert functions.get(PATH, {"artist": "Blur"}).status == 429
    before = len(lastfm.log)
    query = {"method": "artist.getInfo", **QUERY, "api_key": API_KEY, "format": "json"}
    for _ in range(3):
        assert functions.get(path, query).status == 503
    assert len(lastfm.log) == before


def test_a_callers_own_key_stores_nothing(lastfm: Simulator) -> None:
    """Neither an answer nor a planted 404: the next caller's is the deployment's own."""
    functions = Functions()
    lastfm.faults.add(Fault("body", status=404, body='{"error":6,"message":"not found"}', times=1))
    planted = functions.get(PATH, {**QUERY, "api_key": SECOND_API_KEY})
    assert (planted.status, planted.headers["X-Cache"]) == (404, "BYPASS")
    own = functions.get(PATH, {**QUERY, "api_key": SECOND_API_KEY})
    assert (own.status, own.headers["X-Cache"]) == (200, "BYPASS")
    assert own.headers["Cache-Control"] == "no-store"
    shared = functions.get(PATH, QUERY)
    assert (shared.status, shared.headers["X-Cache"]) == (200, "MISS")


def test_a_callers_own_key_is_served_from_the_cache(lastfm: Simulator, clock: Clock) -> None:
    """Fresh answers come from the cache, and expired ones when the key's own call fails."""
    functions = Functions()
    functions.get(PATH, QUERY)
    own = {**QUERY, "api_key": SECOND_API_KEY}
    assert functions.get(PATH, own).headers["X-Cache"] == "HIT"
    clock.later += 90_000
    lastfm.faults.add(Fault("html"))
    assert functions.get(PATH, own).headers["X-Cache"] == "STALE"
    lastfm.faults.clear()
    assert functions.get(PATH, own).headers["X-Cache"] == "BYPASS"


def test_a_slow_refusal_of_an_own_key_delays_nobody(lastfm: Simulator) -> None:
    """While a bogus key is refused slowly, another's request for the same is answered at once."""
    lastfm.faults.add(Fault("error", code=10, delay_ms=3000, times=1))
    refused = list[int]()
    bogus = {**QUERY, "api_key": "f" * 32}
    slow = threading.Thread(target=lambda: refused.append(Functions().get(PATH, bogus).status))
    functions = Functions()
    functions.get("/chart/getTopTags")  # its function has started
    lastfm.log.clear()
    slow.start()
    while not lastfm.log:
        time.sleep(0.01)
    started = time.monotonic()
    assert functions.get(PATH, QUERY).status == 200
    assert time.monotonic() - started < 2
    slow.join()
    assert refused == [403]


def test_a_page_whose_time_is_up_shuts_nobody_out(
    lastfm: Simulator, monkeypatch: pytest.MonkeyPatch, patience: Patience
) -> None:
    """Time-outs of calls that had no time open nothing, and are not remembered."""
    patience.is_usual()
    functions = Functions()
    functions.get("/artist/getTopTags", QUERY)  # its function has started
    with monkeypatch.context() as hasty, held(lastfm, "artist.getInfo"):
        hasty.setattr("lastfm_gateway.http.method_routes.CALL_SECONDS", 0.2)
        for number in range(FAILURES_TO_OPEN + 1):
            assert functions.get(PATH, {"artist": f"late {number}"}).status == 504
    patience.is_long()
    assert functions.get(PATH, {"artist": "late 0"}).status in (200, 404)


_NEW = itertools.count()


def _flood(functions: Functions, address: str, calls: int) -> list[int]:
    """Ask for what nobody asked for before; return the statuses."""
    return [
        functions.get(PATH, {"artist": f"new {next(_NEW)}"}, source_ip=address).status
        for _ in range(calls)
    ]


@pytest.fixture
def _small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty calls in five minutes, of which a share is ten."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "40")


@pytest.mark.usefixtures("_small_budget")
def test_nobody_takes_more_than_a_share_while_others_ask(lastfm: Simulator, clock: Clock) -> None:
    """One who floods beside another gets a quarter, 429 with the true wait, then service again."""
    functions = Functions()
    statuses = list[int]()
    for number in range(6):
        statuses += _flood(functions, "192.0.2.1", 5)
        own = {"artist": f"other {number}"}
        assert functions.get(PATH, own, source_ip="198.51.100.9").status in (200, 404)
    assert 30 - statuses.count(429) == 10
    refused = functions.get(PATH, {"artist": "more"}, source_ip="192.0.2.1")
    assert (refused.status, refused.headers[LEFT]) == (429, "0")
    assert len(lastfm.log) == 16
    clock.later += int(refused.headers["Retry-After"])
    assert functions.get(PATH, {"artist": "more"}, source_ip="192.0.2.1").status == 404


@pytest.mark.usefixtures("_small_budget")
def test_half_of_the_budget_is_kept_for_who_has_had_less(lastfm: Simulator) -> None:
    """One who floods alone, from two environments, leaves each newcomer a share."""
    one, other = Functions(), Functions()
    _flood(one, "192.0.2.1", 25)
    _flood(other, "192.0.2.1", 25)
    assert len(lastfm.log) == 20
    assert _flood(Functions(), "198.51.100.8", 12) == [404] * 10 + [429] * 2
    second = _flood(Functions(), "198.51.100.9", 12)
    assert (
        second.count(404) >= 5
    )  # what the other environments were granted and did not use is lost


@pytest.mark.usefixtures("_small_budget")
def test_the_share_costs_no_call_to_the_table(lastfm: Simulator) -> None:
    """A miss makes the calls that it made before; one that the share refuses makes the read."""
    functions = Functions()
    _flood(functions, "192.0.2.1", 12)
    functions.get(PATH, {"artist": "b"}, source_ip="198.51.100.9")
    with counted() as units:
        assert _flood(functions, "192.0.2.1", 1) == [429]
    assert units.names == ["BatchGetItem"]
    assert len(lastfm.log) == 13
