"""The cost of one caller's failing calls: for that caller, the call budget and the others."""

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
from tests.support.scrobbles import RJ, make_sessions_known

PATH = "/artist/getInfo"
QUERY = {"artist": "Radiohead"}
LEFT = "X-RateLimit-Remaining"


@pytest.fixture(autouse=True)
def _driven(environment: Mapping[str, str], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run functions on the test's clock, with hardly a pause between tries."""
    assert environment
    start = Runtime.from_environment
    monkeypatch.setattr(Runtime, "from_environment", lambda: start(clock=clock))
    monkeypatch.setattr("lastfm_gateway.lastfm.transport.RETRY_BASE_SECONDS", 0.001)


def test_each_try_counts_against_the_callers_quota(lastfm: Simulator) -> None:
    """Three tries cost three calls; an answer at the second try costs two."""
    lastfm.faults.add(Fault("html", times=3))
    assert Functions().get(PATH, QUERY).headers[LEFT] == "97"
    lastfm.faults.add(Fault("html", times=1))
    recovered = Functions().get(PATH, {"artist": "Portishead"})
    assert (recovered.status, recovered.headers[LEFT]) == (200, "95")


def test_spent_quota_allows_no_second_try(
    lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of the quota's last call is returned as it is, not as 429."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")
    lastfm.faults.add(Fault("html"))
    functions = Functions()
    assert functions.get(PATH, QUERY).status == 502
    assert len(lastfm.log) == 2
    assert functions.get(PATH, {"artist": "Portishead"}).status == 429


def test_try_that_is_not_permitted_costs_no_quota(
    lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the budget's last call has failed there is no second try, and none is counted."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "1")
    lastfm.faults.add(Fault("html"))
    reply = Functions().get(PATH, QUERY)
    assert (reply.status, reply.headers[LEFT], len(lastfm.log)) == (502, "99", 1)


def test_failure_is_remembered_for_five_seconds(lastfm: Simulator, clock: Clock) -> None:
    """Thirty requests of two environments for a failing name make three tries in all."""
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


def test_remembered_failure_costs_at_most_one_write(lastfm: Simulator) -> None:
    """Another environment learns of the failure by one refused lease, then remembers it."""
    lastfm.faults.add(Fault("html"))
    one, other = Functions(), Functions()
    one.get(PATH, QUERY)
    for names in (["BatchGetItem", "UpdateItem"], ["BatchGetItem"]):
        with counted() as units:
            assert other.get(PATH, QUERY).status == 502
        assert units.names == names


def test_stale_answer_is_served_while_a_failure_is_remembered(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every caller gets the stale answer at no cost."""
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


def test_definitive_errors_are_not_remembered(lastfm: Simulator) -> None:
    """A user who opens a hidden history is visible at once."""
    functions = Functions()
    for calls in (1, 2):
        assert functions.get("/user/getRecentTracks", {"user": "hermit"}).status == 403
        assert len(lastfm.log) == calls


def test_web_service_returns_the_remembered_failure_unchanged(lastfm: Simulator) -> None:
    """The second caller gets Last.fm's own XML and status of error 16, too."""
    lastfm.faults.add(Fault("error", code=16))
    replies = [Functions().call_method("artist.getInfo", artist="Radiohead") for _ in range(2)]
    assert replies[0].status == replies[1].status == 503
    assert replies[0].text == replies[1].text
    assert len(lastfm.log) == 3


def test_open_breaker_costs_no_quota(lastfm: Simulator, clock: Clock) -> None:
    """503 while the breaker is open costs no call, in every environment."""
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


def test_spent_call_budget_costs_no_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    """503 for a spent budget costs no call, for the first caller and for later ones."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "1")
    functions = Functions()
    functions.get(PATH, QUERY)
    for number in range(3):
        with counted() as units:
            refused = functions.get(PATH, {"artist": f"artist {number}"})
        assert (refused.status, refused.headers[LEFT]) == (503, "99")
    assert units.names == ["BatchGetItem"]


def test_stale_answer_is_free_while_the_breaker_is_open(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs neither a call nor a write."""
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


def test_queued_scrobble_costs_quota(lastfm: Simulator, queues: Queues) -> None:
    """While Last.fm is down, each queued message counts against its caller's quota."""
    assert queues
    functions = Functions()
    make_sessions_known(functions)
    lastfm.faults.add(Fault("error", code=29, times=1))
    before = int(functions.call_method("artist.getInfo", artist="Radiohead").headers[LEFT])
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


def test_answers_to_a_callers_own_key_are_not_stored(lastfm: Simulator) -> None:
    """Neither an answer nor a planted 404 reaches the next caller."""
    functions = Functions()
    lastfm.faults.add(Fault("body", status=404, body='{"error":6,"message":"not found"}', times=1))
    planted = functions.get(PATH, {**QUERY, "api_key": SECOND_API_KEY})
    assert (planted.status, planted.headers["X-Cache"]) == (404, "BYPASS")
    own = functions.get(PATH, {**QUERY, "api_key": SECOND_API_KEY})
    assert (own.status, own.headers["X-Cache"]) == (200, "BYPASS")
    assert own.headers["Cache-Control"] == "no-store"
    shared = functions.get(PATH, QUERY)
    assert (shared.status, shared.headers["X-Cache"]) == (200, "MISS")


def test_callers_own_key_is_served_from_the_cache(lastfm: Simulator, clock: Clock) -> None:
    """Fresh answers are hits, and stale ones are served when the key's own call fails."""
    functions = Functions()
    functions.get(PATH, QUERY)
    own = {**QUERY, "api_key": SECOND_API_KEY}
    assert functions.get(PATH, own).headers["X-Cache"] == "HIT"
    clock.later += 90_000
    lastfm.faults.add(Fault("html"))
    assert functions.get(PATH, own).headers["X-Cache"] == "STALE"
    lastfm.faults.clear()
    assert functions.get(PATH, own).headers["X-Cache"] == "BYPASS"


def test_slow_refusal_of_a_callers_own_key_delays_no_other_caller(lastfm: Simulator) -> None:
    """While Last.fm has not refused a bogus key yet, another caller gets the same answer."""
    refused = list[int]()
    bogus = {**QUERY, "api_key": "f" * 32}
    slow = threading.Thread(target=lambda: refused.append(Functions().get(PATH, bogus).status))
    with held(lastfm, "artist.getInfo", first=1) as calls:
        slow.start()
        calls.until(1)
        assert Functions().get(PATH, QUERY).status == 200
        assert refused == []
    slow.join()
    assert refused == [403]


def test_timeout_of_a_short_deadline_opens_no_breaker(
    lastfm: Simulator, monkeypatch: pytest.MonkeyPatch, patience: Patience
) -> None:
    """Timeouts of calls that had hardly any time are not remembered, either."""
    patience.use_production()
    functions = Functions()
    functions.get("/artist/getTopTags", QUERY)  # its function has started
    with monkeypatch.context() as hasty, held(lastfm, "artist.getInfo"):
        hasty.setattr("lastfm_gateway.http.method_routes.CALL_SECONDS", 0.2)
        for number in range(FAILURES_TO_OPEN + 1):
            assert functions.get(PATH, {"artist": f"late {number}"}).status == 504
    patience.extend()
    assert functions.get(PATH, {"artist": "late 0"}).status in (200, 404)


_NEW = itertools.count()


def _flood(functions: Functions, address: str, calls: int) -> list[int]:
    """Send requests that nobody sent before, and return their statuses."""
    return [
        functions.get(PATH, {"artist": f"new {next(_NEW)}"}, source_ip=address).status
        for _ in range(calls)
    ]


@pytest.fixture
def _small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a budget of forty calls in five minutes, of which a share is ten."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "40")


@pytest.mark.usefixtures("_small_budget")
def test_flooding_caller_gets_its_share_while_others_call(lastfm: Simulator, clock: Clock) -> None:
    """The caller gets a quarter of the budget, then 429 with the true wait, then service again."""
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
def test_half_of_the_budget_is_kept_for_other_callers(lastfm: Simulator) -> None:
    """One caller who floods alone, from two environments, leaves each newcomer a share."""
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
def test_fair_share_costs_no_extra_table_request(lastfm: Simulator) -> None:
    """A miss takes no more requests than before, and a refusal takes the read alone."""
    functions = Functions()
    _flood(functions, "192.0.2.1", 12)
    functions.get(PATH, {"artist": "b"}, source_ip="198.51.100.9")
    with counted() as units:
        assert _flood(functions, "192.0.2.1", 1) == [429]
    assert units.names == ["BatchGetItem"]
    assert len(lastfm.log) == 13
