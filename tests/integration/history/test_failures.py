"""Last.fm fails, the quota runs out, the table fails: never a wrong answer, nothing is lost."""

import json
from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from lastfm_gateway.errors import GatewayError, RateLimited, UpstreamError
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.call import LastfmCall
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.history.support import DAY, Client, is_history, scrobbles
from tests.support.clock import StillClock
from tests.support.holding import held
from tests.support.patience import Patience

MONTH = 30 * DAY
GOOD = {"artist": {"#text": "Air"}, "name": "Run", "date": {"uts": "1799999000"}}
OF_RJ = {"user": "rj", "total": "1"}


def _answer(**listed: object) -> Fault:
    return Fault("body", body=json.dumps({"recenttracks": {"@attr": OF_RJ, **listed}}))


MALFORMED_ROWS = [
    _answer(track=[{**GOOD, "name": 5}]),
    _answer(track=[{**GOOD, "date": {"uts": "-1"}}]),
    _answer(track=[{**GOOD, "date": {"uts": "99999999999"}}]),
    _answer(track=[{**GOOD, "date": {}}]),
    _answer(track=[{**GOOD, "artist": 5}]),
    _answer(track=[{**GOOD, "image": ["x"]}]),
]
MALFORMED_PAGES = [
    _answer(track=[{**GOOD, "name": 5}] * 4),
    _answer(track=["Run"]),
    _answer(track=[]),
    _answer(track=[GOOD], **{"@attr": {"user": "rj"}}),
    _answer(track=[GOOD], **{"@attr": {"user": "rj", "total": "many"}}),
    Fault("html"),
    Fault("wrong-user"),
]


@pytest.mark.parametrize("fault", [*MALFORMED_ROWS, *MALFORMED_PAGES])
def test_malformed_page_is_502_or_what_is_stored(
    rj: Client, lastfm: Simulator, clock: StillClock, fault: Fault
) -> None:
    """Without anything stored it is Last.fm's fault; else the last minutes are missing."""
    lastfm.faults.add(fault)
    with pytest.raises(GatewayError) as failure:
        rj.read(rj.last(DAY))
    assert failure.value.status == 502
    lastfm.faults.clear()
    clock.now += 31
    day = rj.last(DAY)
    stored = scrobbles(rj.read(day))
    lastfm.faults.add(fault)
    clock.now += 301
    listening = rj.read(day)
    assert scrobbles(listening) == stored
    assert listening.missing == [Window(int(clock.now) - 300, int(clock.now))]


@pytest.mark.parametrize(
    ("fault", "call"),
    [
        *((fault, 3) for fault in MALFORMED_PAGES[::2]),
        *((Fault("error", code=code), call) for code in (8, 29) for call in (2, 3, 5)),
    ],
)
def test_failing_window_call_leaves_older_scrobbles_missing(
    rj: Client, lastfm: Simulator, clock: StillClock, fault: Fault, call: int
) -> None:
    """What was read before it is right and stored; a later request reads the rest."""
    month = rj.last(MONTH)
    taken: list[str] = []
    take = lastfm.faults.take

    def spoil_from(method: str) -> Fault | None:
        taken.append(method)
        return fault if len(taken) >= call else take(method)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lastfm.faults, "take", spoil_from)
        if call == 2:
            with pytest.raises(GatewayError):
                rj.read(Window(month.start, month.start + 5 * DAY))
        else:
            listening = rj.read(month)
            [missing] = listening.missing
            assert scrobbles(listening) == rj.expected(Window(missing.end, month.end))
    clock.now += 400
    listening = rj.read(month)
    assert listening.is_complete
    assert scrobbles(listening) == rj.expected(month)


def test_one_failing_page_is_read_again(rj: Client, lastfm: Simulator) -> None:
    """One error among the pages of a window costs one call more, not the window."""
    month = rj.last(MONTH)
    taken: list[str] = []

    def spoil_fourth(method: str) -> Fault | None:
        taken.append(method)
        return Fault("error", code=8) if len(taken) == 4 else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lastfm.faults, "take", spoil_fourth)
        assert scrobbles(rj.read(month)) == rj.expected(month)
    assert rj.calls == 1 + 4 + 1


def test_slow_lastfm_is_not_waited_for(rj: Client, lastfm: Simulator, patience: Patience) -> None:
    """What is stored is served once the request's time is over."""
    week = rj.last(7 * DAY)
    stored = scrobbles(rj.read(week))
    patience.use_production()
    with held(lastfm, "user.getRecentTracks") as calls, pytest.MonkeyPatch.context() as patch:
        patch.setattr("lastfm_gateway.history.sync.REQUEST_SECONDS", 4.0)
        longer = rj.last(60 * DAY)
        listening = rj.read(longer)
        calls.release()
    assert scrobbles(listening) == stored
    assert listening.missing == [Window(longer.start, week.start)]


def test_lastfm_down_serves_what_is_stored(
    rj: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """A window of which nothing is stored is the error; unknown users are 404."""
    rj.read(rj.last(7 * DAY))
    lastfm.faults.add(Fault("error", code=11))
    clock.now += 2 * DAY
    now = int(clock.now)
    listening = rj.read(rj.last(5 * DAY))
    assert scrobbles(listening) == rj.expected(Window(now - 5 * DAY, now - 2 * DAY + 1))
    assert listening.missing == [Window(now - 2 * DAY + 1, now)]
    unread = Window(now - 90 * DAY, now - 80 * DAY)
    with pytest.raises(GatewayError) as failure:
        rj.read(unread)
    assert failure.value.status == 503
    reader = rj.reader()
    reader.read(rj.last(5 * DAY))
    assert reader.read(unread).missing == [unread]  # its answer holds another window already
    lastfm.faults.clear()
    clock.now += 400
    nobody = Client(lastfm, clock, "no-such-user-at-all")
    with pytest.raises(UpstreamError) as unknown:
        nobody.read()
    assert unknown.value.status == 404


def test_quota_that_runs_out_in_the_middle(
    environment: Mapping[str, str],
    lastfm: Simulator,
    clock: StillClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each request reads as far as the quota goes and the next continues; nothing is read twice."""
    assert environment
    monkeypatch.setenv("RATE_LIMIT_CALLS", "5")
    rj = Client(lastfm, clock)
    season = rj.last(90 * DAY)
    calls, partial = 0, 0
    while True:
        listening = rj.read(season)
        calls += rj.calls
        newest = Window(listening.missing[-1].end, season.end) if listening.missing else season
        assert scrobbles(listening) == rj.expected(newest)
        if listening.is_complete:
            break
        partial += 1
        assert scrobbles(rj.read(season)) == scrobbles(listening)
        clock.now += 61
    assert partial >= 2
    assert calls <= 14 + 3 * partial
    rj.runtime.limiter.spend_up_to(rj.caller(), 5)
    with pytest.raises(RateLimited):
        rj.read(Window(season.start - 9 * DAY, season.start - 5 * DAY))


def test_scrobbles_that_change_while_they_are_read(
    rj: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """A deletion shifts the pages: the rest of the window is read once more, nothing is lost."""
    month, now = rj.last(MONTH), int(clock.now)
    rj.read(rj.last(DAY))
    edited: list[str] = []

    def delete_one(method: str) -> None:
        edited.append(method)
        if len(edited) == 2:
            with lastfm.lock:
                assert rj.edit().delete(now - 3 * DAY, now - 2 * DAY)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lastfm.faults, "take", delete_one)
        listening = rj.read(month)
    assert listening.is_complete
    counted = {s for s in scrobbles(listening) if not now - 3 * DAY <= s.at < now - 2 * DAY}
    assert counted == set(rj.expected(month))


@pytest.mark.parametrize("operation", ["Query", "BatchGetItem", "PutItem"])
def test_failing_history_table_is_503(
    rj: Client, lastfm: Simulator, clock: StillClock, operation: str
) -> None:
    """The error says so, whether reading or writing fails; no part of the answer is made up."""
    week = rj.last(7 * DAY)
    rj.read(week)
    clock.now += 31

    def fail(params: Mapping[str, Any], model: Any, **_: object) -> None:
        if model.name == operation and is_history(params):
            raise EndpointConnectionError(endpoint_url="history")

    rj.database.meta.events.register("before-parameter-build.dynamodb", fail)
    with pytest.raises(GatewayError) as failure:
        rj.read(week)
    assert (failure.value.status, failure.value.retry_after) == (503, 5)
    clock.now += 31
    again = Client(lastfm, clock)
    assert scrobbles(again.read(week)) == rj.expected(week)


def test_damaged_span_is_503(rj: Client, environment: Mapping[str, str]) -> None:
    """A window that needs it is not answered without it."""
    week = rj.last(7 * DAY)
    rj.read(week)
    database, table = boto3.client("dynamodb"), environment["HISTORY_TABLE"]
    for item in database.scan(TableName=table)["Items"]:
        if item["sk"]["S"].startswith("s#"):
            database.put_item(TableName=table, Item={**item, "b": {"B": b"damaged"}})
    with pytest.raises(GatewayError) as failure:
        rj.read(week)
    assert failure.value.status == 503


@pytest.mark.parametrize("puts", range(8))
def test_killed_in_the_middle(rj: Client, puts: int) -> None:
    """Killed before any write, a request loses nothing, and the next one is right."""
    season = rj.last(60 * DAY)
    left = [puts]

    class Killed(BaseException):
        pass

    def kill(params: Mapping[str, Any], model: Any, **_: object) -> None:
        if model.name == "PutItem" and is_history(params):
            if not left[0]:
                raise Killed
            left[0] -= 1

    events = rj.database.meta.events
    events.register("before-parameter-build.dynamodb", kill)
    with pytest.raises(Killed):
        rj.read(season)
    events.unregister("before-parameter-build.dynamodb", kill)
    assert scrobbles(rj.read(season)) == rj.expected(season)


@pytest.mark.parametrize("seconds", [0, 31])
def test_request_under_way_does_not_restore_an_erased_history(
    rj: Client, clock: StillClock, seconds: int
) -> None:
    """Erased while Last.fm answers, about a window or about the newest page, it stays erased."""
    rj.read(rj.last(7 * DAY))
    clock.now += seconds
    client, store = rj.runtime.client, rj.runtime.history
    permit = client.permit

    def permit_after_erasure(call: LastfmCall) -> None:
        store.erase("rj")
        permit(call)

    with patch.object(client, "permit", permit_after_erasure), pytest.raises(GatewayError) as error:
        rj.read(rj.last(30 * DAY))
    assert (error.value.status, error.value.retry_after) == (503, 5)
    assert list(store.users()) == []
    assert rj.read(rj.last(7 * DAY)).is_complete
