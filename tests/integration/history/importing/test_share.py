"""The import's share of the call budget, and people's precedence."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from lastfm_gateway.errors import CallBudgetSpent, RateLimited
from lastfm_gateway.history import import_calls
from lastfm_gateway.history.import_message import ImportMessage
from lastfm_gateway.history.source import OutOfCalls
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.transport import Transport
from local.simulator import Simulator
from tests.integration.conftest import Functions
from tests.support.clock import Clock
from tests.support.imports import Deployment, truth

type Deploy = Callable[..., Deployment]


@pytest.mark.usefixtures("small_pages")
def test_import_takes_its_share_of_the_budget_in_each_window(
    deploy: Deploy, lastfm: Simulator, clock: Clock
) -> None:
    """No window has more calls than a quarter of the budget; what was read is not read again."""
    deployment = deploy(
        "sporadic", UPSTREAM_BUDGET_CALLS="48", HISTORY_IMPORT_SHARE="0.25", CALLER_SHARE="1"
    )
    deployment.runtime.imports.begin("sporadic", None)
    windows = []
    for _ in range(20):
        before = len(lastfm.log)
        refused = False
        while deployment.queue.messages and not refused:
            try:
                deployment.handle()
            except (RateLimited, OutOfCalls):
                refused = True
        windows.append(len(lastfm.log) - before)
        if not deployment.queue.messages:
            break
        clock.later += 311
    assert max(windows) == 12
    assert deployment.stored("sporadic") == truth(lastfm, "sporadic")
    assert deployment.store.manifest("sporadic").verified_at
    assert sum(windows) < 70


@pytest.mark.usefixtures("small_pages")
def test_message_that_waited_long_reads_not_much_more(
    deploy: Deploy, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it was delivered, its pages fit into a worker's memory, and people may call."""
    monkeypatch.setattr(import_calls, "MOST_PAGES", 5)
    deployment = deploy("sporadic")
    deployment.runtime.imports.begin("sporadic", None)
    message = ImportMessage.from_json(deployment.queue.messages[0])
    deployment.runtime.importer.handle(message, 300, clock())
    assert len(lastfm.log) == 5
    assert 40 <= len(deployment.stored("sporadic")) <= 50


@pytest.mark.usefixtures("small_pages")
def test_import_sends_two_calls_at_once(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten at once, as for a page that somebody waits for, could meet Last.fm's own limit."""
    in_flight, most, send = list[int](), list[int](), Transport.send

    def watched(transport: Transport, *arguments: Any) -> LastfmResponse:
        in_flight.append(1)
        most.append(len(in_flight))
        try:
            time.sleep(0.02)
            return send(transport, *arguments)
        finally:
            in_flight.pop()

    monkeypatch.setattr(Transport, "send", watched)
    monkeypatch.setattr(import_calls, "PAGES_PER_MESSAGE", 8)
    deployment = deploy("sporadic")
    deployment.runtime.imports.begin("sporadic", None)
    deployment.run()
    assert max(most) == 2


def test_import_pauses_while_people_use_half_of_the_budget(
    deploy: Deploy, functions: Functions, lastfm: Simulator, clock: Clock
) -> None:
    """It makes no call then, and goes on once the window is over."""
    deployment = deploy("leaper", UPSTREAM_BUDGET_CALLS="20", RATE_LIMIT_CALLS="50")
    deployment.runtime.imports.begin("leaper", None)
    for number in range(12):
        functions.get("/artist/getInfo", {"artist": f"Artist {number}"})
    calls = len(lastfm.log)
    with pytest.raises(RateLimited) as refused:
        deployment.handle()
    assert refused.value.retry_after == 30
    assert len(lastfm.log) == calls
    for _ in range(20):
        clock.later += 311
        try:
            deployment.run()
        except (RateLimited, CallBudgetSpent, OutOfCalls):
            continue
        break
    assert deployment.stored("leaper") == truth(lastfm, "leaper")
