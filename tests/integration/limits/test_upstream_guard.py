"""The circuit breaker and the call budget, shared through a real table, on a driven clock."""

from collections.abc import Mapping
from contextlib import suppress

import boto3
import pytest

from bench.counting import counted
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import CallBudgetSpent, CircuitOpen, UpstreamError, UpstreamFault
from lastfm_gateway.http.handler import Handler
from lastfm_gateway.lastfm import transport
from lastfm_gateway.limits.budget_grants import GRANT_LIFE_MS, BudgetLimit
from lastfm_gateway.limits.call_budget import CallBudget
from lastfm_gateway.limits.circuit_breaker import BREAKER_KEY, CircuitBreaker
from lastfm_gateway.limits.circuit_state import (
    FAILURES_TO_OPEN,
    FIRST_OPEN_MS,
    GIVE_WAY_MS,
    PROBE_MS,
    Failure,
)
from lastfm_gateway.limits.items import parse_shard
from lastfm_gateway.methods.chart import METHODS
from lastfm_gateway.observability.activity import ActivityCounter
from lastfm_gateway.storage.table import Table
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions
from tests.support.clock import StillClock as Clock
from tools.proxy_event import proxy_event

LIMITED = UpstreamError("limit", code=29, status=429, retry_after=5)
FAULT = UpstreamFault("broken")


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def table(environment: Mapping[str, str]) -> Table:
    """The table; a fault of it fails the test."""
    return Table(boto3.client("dynamodb"), environment["GATEWAY_TABLE"], pytest.fail)


def _failure(request: str, method: str = "", caller: str = "") -> Failure:
    """A failure that Last.fm answered, of a method and caller of its own unless they are given."""
    return Failure(request, method or request, caller or request, is_silence=False)


def _breaker(table: Table, clock: Clock) -> CircuitBreaker:
    """Return the breaker of an environment that reads its state now."""
    breaker = CircuitBreaker(table, clock, pytest.fail)
    breaker.load(table.read(BREAKER_KEY, consistent=True).get(BREAKER_KEY))
    return breaker


def test_error_29_opens_the_breaker_for_the_whole_fleet(table: Table, clock: Clock) -> None:
    """No environment calls until the time in Retry-After."""
    one = _breaker(table, clock)
    one.permit("", may_probe=True)
    one.record_failure(LIMITED, _failure("a"))
    for breaker in (one, _breaker(table, clock)):
        with pytest.raises(CircuitOpen) as refused:
            breaker.permit("", may_probe=True)
        assert refused.value.retry_after == FIRST_OPEN_MS // 1000
        assert refused.value.status == 503


def test_stale_read_does_not_close_the_breaker(table: Table, clock: Clock) -> None:
    """An environment that opened the breaker ignores an older state of the table."""
    breaker = _breaker(table, clock)
    before = table.read(BREAKER_KEY, consistent=True).get(BREAKER_KEY)
    breaker.record_failure(LIMITED, _failure("a"))
    breaker.load(before)
    with pytest.raises(CircuitOpen):
        breaker.permit("", may_probe=True)


def test_half_open_breaker_admits_one_probe(table: Table, clock: Clock) -> None:
    """One environment calls; the others wait for the probe's result."""
    _breaker(table, clock).record_failure(LIMITED, _failure("a"))
    clock.now += FIRST_OPEN_MS / 1000
    one, other = _breaker(table, clock), _breaker(table, clock)
    one.permit("", may_probe=True)
    for breaker in (other, _breaker(table, clock)):
        with pytest.raises(CircuitOpen) as refused:
            breaker.permit("", may_probe=True)
        assert refused.value.retry_after == PROBE_MS // 1000
    one.record_success()
    _breaker(table, clock).permit("", may_probe=True)


def test_each_failed_probe_doubles_the_open_time(table: Table, clock: Clock) -> None:
    """Consecutive failures keep the breaker open for longer."""
    _breaker(table, clock).record_failure(LIMITED, _failure("a"))
    for doubled in (2, 4, 8):
        clock.now += 300
        probe = _breaker(table, clock)
        probe.permit("", may_probe=True)
        probe.record_failure(FAULT, _failure("b"))
        with pytest.raises(CircuitOpen) as refused:
            _breaker(table, clock).permit("", may_probe=True)
        assert refused.value.retry_after == doubled * FIRST_OPEN_MS // 1000


def test_lost_probe_is_replaced_after_its_time(table: Table, clock: Clock) -> None:
    """A prober that never reports keeps the others waiting for the probe's time only."""
    _breaker(table, clock).record_failure(LIMITED, _failure("a"))
    clock.now += FIRST_OPEN_MS / 1000
    _breaker(table, clock).permit("", may_probe=True)
    clock.now += PROBE_MS / 1000
    _breaker(table, clock).permit("", may_probe=True)


def test_consecutive_failures_of_different_requests_open_the_breaker(
    table: Table, clock: Clock
) -> None:
    """A success in between resets the count."""
    breaker = _breaker(table, clock)
    for number in range(FAILURES_TO_OPEN - 1):
        breaker.record_failure(FAULT, _failure(str(number)))
    breaker.record_success()
    for number in range(FAILURES_TO_OPEN - 1):
        breaker.record_failure(FAULT, _failure(str(number)))
    breaker.permit("", may_probe=True)
    breaker.record_failure(FAULT, _failure("last"))
    with pytest.raises(CircuitOpen):
        breaker.permit("", may_probe=True)


def test_repeated_failure_of_one_request_opens_no_breaker(table: Table, clock: Clock) -> None:
    """One request that always fails does not stop the others."""
    breaker = _breaker(table, clock)
    for _ in range(10 * FAILURES_TO_OPEN):
        breaker.record_failure(FAULT, _failure("the same"))
    breaker.permit("", may_probe=True)


def test_one_caller_with_one_failing_method_opens_no_breaker(table: Table, clock: Clock) -> None:
    """However many names, spellings and pages one caller sends, the others are served."""
    breaker = _breaker(table, clock)
    for number in range(10 * FAILURES_TO_OPEN):
        breaker.record_failure(FAULT, _failure(f"page {number}", "user.getFriends", "attacker"))
    breaker.permit("victim", may_probe=True)


@pytest.mark.parametrize(
    "failures",
    [
        [_failure(f"page {number}", "user.getFriends", f"{number % 2}") for number in range(4)],
        [_failure(f"page {number}", f"method {number % 3}", "one") for number in range(4)],
        [
            Failure(f"page {number}", "user.getFriends", "one", is_silence=True)
            for number in range(4)
        ],
    ],
    ids=["two callers", "three methods", "no answer"],
)
def test_outage_opens_the_breaker(failures: list[Failure], table: Table, clock: Clock) -> None:
    """Failures of two callers or three methods open it, and so does silence."""
    breaker = _breaker(table, clock)
    for failure in failures[:-1]:
        breaker.record_failure(FAULT, failure)
    breaker.permit("victim", may_probe=True)
    breaker.record_failure(FAULT, failures[-1])
    with pytest.raises(CircuitOpen):
        breaker.permit("victim", may_probe=True)


def test_caller_of_a_failed_probe_gives_way_to_others(table: Table, clock: Clock) -> None:
    """The next probe is another caller's."""
    _breaker(table, clock).record_failure(LIMITED, _failure("a"))
    clock.now += FIRST_OPEN_MS / 1000
    attacker = _breaker(table, clock)
    attacker.permit("attacker", may_probe=True)
    attacker.record_failure(FAULT, _failure("b", caller="attacker"))
    clock.now += 2 * FIRST_OPEN_MS / 1000
    with pytest.raises(CircuitOpen) as refused:
        _breaker(table, clock).permit("attacker", may_probe=True)
    assert refused.value.retry_after == GIVE_WAY_MS // 1000
    victim = _breaker(table, clock)
    victim.permit("victim", may_probe=True)
    victim.record_success()
    _breaker(table, clock).permit("attacker", may_probe=True)


def test_scattered_failures_open_no_breaker(table: Table, clock: Clock) -> None:
    """One failure in half a minute without other calls is no outage."""
    breaker = _breaker(table, clock)
    for number in range(3 * FAILURES_TO_OPEN):
        breaker.record_failure(FAULT, _failure(str(number)))
        clock.now += 30
    breaker.permit("", may_probe=True)


def test_definitive_errors_open_no_breaker(table: Table, clock: Clock) -> None:
    """Not found, invalid parameters and hidden histories show that Last.fm works."""
    breaker = _breaker(table, clock)
    for number in range(10 * FAILURES_TO_OPEN):
        breaker.record_failure(UpstreamError("no", code=6, status=404), _failure(str(number)))
    breaker.permit("", may_probe=True)


def test_fleet_never_exceeds_the_call_budget(table: Table, clock: Clock) -> None:
    """Twenty environments that call at will stay within the budget."""
    budget = BudgetLimit(calls=120, window=60)
    fleet = [CallBudget(table, budget, clock, pytest.fail, ActivityCounter()) for _ in range(20)]
    made = list[float]()
    for step in range(400):
        clock.now += 0.4
        member = fleet[step * 7 % len(fleet)]
        member.load(table.read(member.key).get(member.key))
        with suppress(CallBudgetSpent):
            member.spend()
            made.append(clock.now)
    assert len(made) > 120
    for start in made:
        assert sum(start <= call < start + budget.window for call in made) <= budget.calls


def test_one_environment_may_spend_the_whole_budget_at_once(table: Table, clock: Clock) -> None:
    """The wait in the refusal is then exact."""
    budget = BudgetLimit(calls=120, window=60)
    member = CallBudget(table, budget, clock, pytest.fail, ActivityCounter())
    for _ in range(budget.calls):
        member.spend()
    with pytest.raises(CallBudgetSpent) as refused:
        member.spend()
    clock.now += refused.value.retry_after or 0
    member.spend()


def _granted(table: Table, budget: BudgetLimit) -> int:
    """Return how many calls all parts of the budget have granted."""
    keys = [f"budget#{number}" for number in range(budget.shards)]
    found = table.read(*keys, consistent=True).values()
    return sum(calls for item in found for _, calls in parse_shard(item).grants)


def test_grants_grow_for_a_busy_environment(table: Table, clock: Clock) -> None:
    """Grants double up to the largest: a hundred calls take about ten writes."""
    member = CallBudget(
        table, BudgetLimit(calls=4_000, window=60), clock, pytest.fail, ActivityCounter()
    )
    with counted() as units:
        for _ in range(100):
            member.spend()
    assert 7 <= units.names.count("PutItem") <= 12


def test_idle_environment_gets_grants_of_one_call(table: Table, clock: Clock) -> None:
    """An environment that calls rarely takes no calls that it does not use."""
    budget = BudgetLimit(calls=4_000, window=600)
    member = CallBudget(table, budget, clock, pytest.fail, ActivityCounter())
    for call in range(1, 6):
        member.spend()
        assert _granted(table, budget) == call
        clock.now += GRANT_LIFE_MS / 1000 + 1


def test_grants_stay_small_under_a_small_budget(table: Table, clock: Clock) -> None:
    """A grant never takes half of the budget."""
    budget = BudgetLimit(calls=30, window=60)
    member = CallBudget(table, budget, clock, pytest.fail, ActivityCounter())
    for call in range(1, 16):
        member.spend()
        assert _granted(table, budget) <= call + 2


def test_spent_budget_serves_stale_answers(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """A miss past the budget gets 503 with Retry-After, without an upstream call."""
    assert environment
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "2")
    functions = Functions()
    for page in ("1", "2"):
        assert functions.get("/chart/getTopTags", {"page": page}).status == 200
    refused = functions.get("/chart/getTopTags", {"page": "3"})
    assert (refused.status, refused.json["error"]) == (503, 11)
    assert int(refused.headers["Retry-After"]) > 100
    assert functions.get("/chart/getTopTags", {"page": "2"}).status == 200
    assert len(lastfm.log) == 2


def test_callers_own_key_is_exempt_from_breaker_and_budget(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only calls with the deployment's key are limited."""
    from local.simulator import SECOND_API_KEY  # noqa: PLC0415 (only here)

    assert environment
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "1")
    functions = Functions()
    functions.get("/chart/getTopTags", {"page": "1"})
    assert functions.get("/chart/getTopTags", {"page": "2"}).status == 503
    own = {"page": "2", "api_key": SECOND_API_KEY}
    assert functions.get("/chart/getTopTags", own).status == 200


def test_no_calls_follow_error_29(functions: Functions, lastfm: Simulator) -> None:
    """One call meets the limit; the next requests make none and say when to retry."""
    lastfm.faults.add(Fault("error", code=29))
    assert functions.get("/chart/getTopTags", {"page": "1"}).status == 429
    for page in ("2", "3"):
        reply = functions.get("/chart/getTopTags", {"page": page})
        assert reply.status == 503
        assert 1 <= int(reply.headers["Retry-After"]) <= FIRST_OPEN_MS // 1000
    assert len(lastfm.log) == 1


def _environment_of(clock: Clock) -> Handler:
    """Return the chart family's function in an environment of its own, on the test's clock."""
    runtime = Runtime.from_environment(clock=clock)
    return runtime.handlers.make(runtime.method_routes.routes_of(METHODS))


def _page(handler: Handler, number: int) -> int:
    """Request a page that nobody has requested yet, and return the status."""
    event = proxy_event("/chart/getTopTags", {"page": str(number)})
    status: int = handler(event, None)["statusCode"]
    return status


@pytest.mark.usefixtures("environment")
def test_successful_probe_closes_the_breaker_for_the_whole_fleet(
    clock: Clock, lastfm: Simulator
) -> None:
    """After the first good answer all environments call again."""
    one, other = _environment_of(clock), _environment_of(clock)
    lastfm.faults.add(Fault("error", code=29))
    assert _page(one, 1) == 429
    lastfm.faults.clear()
    assert _page(other, 2) == 503
    clock.now += FIRST_OPEN_MS / 1000 + 1
    assert [_page(one, 3), _page(other, 4), _page(_environment_of(clock), 5)] == [200] * 3


@pytest.mark.usefixtures("environment")
def test_success_resets_the_failure_count(
    clock: Clock, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Occasional failures among good answers do not open the breaker."""
    monkeypatch.setattr(transport, "RETRY_BASE_SECONDS", 0.001)
    handler = _environment_of(clock)
    pages = iter(range(1, 100))
    for _ in range(3):
        lastfm.faults.add(Fault("html"))
        assert [_page(handler, next(pages)) for _ in range(FAILURES_TO_OPEN - 1)] == [502] * (
            FAILURES_TO_OPEN - 1
        )
        lastfm.faults.clear()
        assert _page(handler, next(pages)) == 200
