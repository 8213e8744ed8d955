"""What users begin to hide: once Last.fm has said so, no cache entry of before is shown again."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Thread
from typing import Any

import boto3
import pytest

from lastfm_gateway import methods
from lastfm_gateway.cache.invalidation import changes_key
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import CallBudgetSpent
from local.simulator import Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Reply, bearer, new_key, new_session_key
from tests.support.clock import Clock
from tests.support.holding import held

RECENT, TOP = "/user/getRecentTracks", "/user/getTopArtists"
RJ = {"user": "rj", "limit": "10"}
OTHER = {"user": "RJ", "limit": "50"}
HOUR = 3600


class Environment(Functions):
    """A new environment of the function of user methods, on the test's clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self.runtime = Runtime.from_environment(clock=clock)
        routes = self.runtime.method_routes.routes_of(methods.of_family("user"))
        self.serve("user", self.runtime.handlers.make(routes))

    def recent(
        self, query: Mapping[str, str] = RJ, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Ask for the recent tracks of rj, or by the query."""
        return self.get(RECENT, query, headers=headers or {})


@pytest.fixture
def new_rest(environment: Mapping[str, str], clock: Clock) -> Callable[[], Environment]:
    """Starts environments of the function."""
    assert environment
    return lambda: Environment(clock)


@pytest.fixture
def rest(new_rest: Callable[[], Environment], lastfm: Simulator, clock: Clock) -> Environment:
    """The function, after rj has begun to hide: two answers of before are stored, stale by now."""
    rest = new_rest()
    for query in (RJ, OTHER):
        assert rest.recent(query).status == 200
    lastfm.service.world.hide("rj", hidden=True)
    clock.later = 120
    return rest


def hidden_since() -> int:
    """Return the noted time of rj's hiding, 0 without one."""
    key = {"pk": {"S": changes_key("rj")}}
    table = Runtime.from_environment().settings.table
    found = boto3.client("dynamodb").get_item(TableName=table, Key=key)
    return int(found.get("Item", {}).get("hidden", {"N": "0"})["N"])


def reads_of(runtime: Runtime) -> list[int]:
    """Return a list to which each further batched read adds its number of keys."""
    sizes: list[int] = []

    def note(params: Mapping[str, Any], **_: object) -> None:
        tables = params["RequestItems"].values()
        sizes.append(sum(len(table["Keys"]) for table in tables))

    events = runtime._database.meta.events  # noqa: SLF001 (to count its reads)
    events.register("before-parameter-build.dynamodb.BatchGetItem", note)
    return sizes


def check_not_shown(reply: Reply, *statuses: int) -> None:
    """Check that an answer shows nothing, and has one of the statuses."""
    assert reply.status in statuses, reply.text
    assert "recenttracks" not in reply.text


@pytest.mark.parametrize("code", [8, 11, 29])
def test_stale_answer_is_gone_while_last_fm_fails(
    rest: Environment, lastfm: Simulator, clock: Clock, code: int
) -> None:
    """Of the key that learned it, and of every other key of the user's."""
    assert rest.recent().status == 403
    lastfm.faults.add(Fault("error", code=code))
    clock.later += 80
    for query in (RJ, OTHER):
        check_not_shown(rest.recent(query), 429, 502, 503)


def test_stale_answer_is_gone_when_a_limit_is_reached(rest: Environment, clock: Clock) -> None:
    """Who spends the call budget on purpose forces nothing."""
    assert rest.recent().status == 403
    clock.later += 80
    with suppress(CallBudgetSpent):
        while True:
            rest.runtime.budget.spend()
    for query in (RJ, OTHER):
        check_not_shown(rest.recent(query), 429, 503)


def test_fresh_answer_is_gone_too(rest: Environment, lastfm: Simulator) -> None:
    """One key's answer is a hit until another key learns that its user hides."""
    lastfm.service.world.hide("rj", hidden=False)
    assert rest.recent().headers["X-Cache"] == "MISS"
    assert rest.recent().headers["X-Cache"] == "HIT"
    lastfm.service.world.hide("rj", hidden=True)
    assert rest.recent(OTHER).status == 403
    assert rest.recent().status == 403


def test_others_do_not_get_it_while_one_environment_asks(
    rest: Environment, new_rest: Callable[[], Environment], lastfm: Simulator, clock: Clock
) -> None:
    """They wait for the same refusal."""
    assert rest.recent().status == 403
    clock.later += 80
    replies: list[Reply] = []
    with held(lastfm, "user.getRecentTracks") as calls:
        asking = [
            Thread(target=lambda each=each: replies.append(each.recent()))
            for each in (rest, new_rest())
        ]
        asking[0].start()
        calls.until(1)
        asking[1].start()
        asking[1].join(0.3)
        assert replies == []
        calls.release()
        for each in asking:
            each.join()
    assert [reply.status for reply in replies] == [403, 403]


def test_user_who_shows_again_is_shown(rest: Environment, lastfm: Simulator, clock: Clock) -> None:
    """The next answer without a session is stored and served, stale as well."""
    assert rest.recent().status == 403
    lastfm.service.world.hide("rj", hidden=False)
    clock.later += 1
    assert [rest.recent().headers["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    lastfm.faults.add(Fault("error", code=11))
    clock.later += HOUR
    assert rest.recent().headers["X-Cache"] == "STALE"
    check_not_shown(rest.recent(OTHER), 502, 503)


def test_user_who_hides_once_more_at_once_is_hidden(
    rest: Environment, lastfm: Simulator, clock: Clock
) -> None:
    """Each refusal counts, however short the time between them."""
    for _ in range(2):
        assert rest.recent().status == 403
        lastfm.service.world.hide("rj", hidden=False)
        clock.later += 1
        assert rest.recent(OTHER).status == 200
        lastfm.service.world.hide("rj", hidden=True)
    assert rest.recent().status == 403
    lastfm.faults.add(Fault("error", code=11))
    check_not_shown(rest.recent(OTHER), 502, 503)


def test_key_with_the_session_reads_on(rest: Environment, lastfm: Simulator, clock: Clock) -> None:
    """What it has stored is stale for it while Last.fm fails, and for nobody else."""
    header = bearer(new_session_key("read", "rj", session_key("rj")).text)
    assert rest.recent(headers=header).status == 200
    assert rest.recent().status == 403
    assert rest.recent(headers=header).headers["X-Cache"] == "HIT"
    lastfm.faults.add(Fault("error", code=11))
    clock.later += HOUR
    assert rest.recent(headers=header).headers["X-Cache"] == "STALE"
    check_not_shown(rest.recent(), 502, 503)


def test_what_plays_is_gone_too(
    environment: Mapping[str, str], functions: Functions, rest: Environment, lastfm: Simulator
) -> None:
    """For a key without the session, though the answer of before is fresh there."""
    assert environment
    lastfm.service.world.hide("rj", hidden=False)
    header = bearer(new_key())
    assert functions.get("/v1/now-playing", headers=header).status == 200
    lastfm.service.world.hide("rj", hidden=True)
    assert rest.recent().status == 403
    lastfm.faults.add(Fault("error", code=11))
    assert functions.get("/v1/now-playing", headers=header).status in {403, 502, 503}


def test_public_lists_are_not_concerned(rest: Environment, lastfm: Simulator, clock: Clock) -> None:
    """Last.fm shows the top lists of those who hide recent listening: they are hits, and stale."""
    assert rest.get(TOP, {"user": "rj"}).status == 200
    assert rest.recent().status == 403
    assert rest.get(TOP, {"user": "rj"}).headers["X-Cache"] == "HIT"
    lastfm.faults.add(Fault("error", code=11))
    clock.later += 12 * HOUR
    assert rest.get(TOP, {"user": "rj"}).headers["X-Cache"] == "STALE"


@pytest.mark.parametrize(
    "fault", [Fault("error", code=6), Fault("error", code=11), Fault("html"), Fault("drop")]
)
def test_no_other_failure_counts(
    rest: Environment, lastfm: Simulator, clock: Clock, fault: Fault
) -> None:
    """Only Last.fm's own error 17 hides anything."""
    lastfm.service.world.hide("rj", hidden=False)
    lastfm.faults.add(fault)
    rest.recent()
    assert hidden_since() == 0
    lastfm.faults.clear()
    clock.later += 60
    assert rest.recent().status == 200


def test_refusals_of_a_session_do_not_count(rest: Environment, lastfm: Simulator) -> None:
    """A stranger's session, or the user's own, says nothing about what the public sees."""
    lastfm.service.world.hide("rj", hidden=False)
    rest.get(RECENT, {**RJ, "sk": session_key("newcomer")})
    header = bearer(new_session_key("read", "rj", session_key("rj")).text)
    lastfm.faults.add(Fault("error", code=17, method="user.getRecentTracks"))
    assert rest.recent(headers=header).status == 403
    assert hidden_since() == 0


@pytest.mark.parametrize(
    ("path", "query", "keys"),
    [
        (RECENT, RJ, 5),
        (TOP, {"user": "rj"}, 5),
        ("/user/getTopTags", {"user": "rj"}, 5),
        ("/user/getWeeklyChartList", {"user": "rj"}, 4),
    ],
)
def test_a_hit_reads_no_more_than_before(
    new_rest: Callable[[], Environment], path: str, query: Mapping[str, str], keys: int
) -> None:
    """One batch: the answer, its user's changes if any count, call log, breaker and budget."""
    new_rest().get(path, query)
    rest = new_rest()
    reads = reads_of(rest.runtime)
    assert rest.get(path, query).headers["X-Cache"] == "HIT"
    assert reads == [keys]


def test_each_refusal_costs_one_write(rest: Environment) -> None:
    """Beside the lease and the caller's call log, as those of every call to Last.fm."""
    updated: list[str] = []

    def note(params: Mapping[str, Any], **_: object) -> None:
        updated.append(params["Key"]["pk"]["S"])

    events = rest.runtime._database.meta.events  # noqa: SLF001 (to count its writes)
    events.register("before-parameter-build.dynamodb.UpdateItem", note)
    assert rest.recent().status == 403
    assert updated.count(changes_key("rj")) == 1
