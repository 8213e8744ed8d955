"""The import: every user's history equals Last.fm's, whatever interrupts it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

import pytest

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.history import comparison, import_quota
from lastfm_gateway.history.import_message import ImportMessage
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.call import LastfmCall
from lastfm_gateway.storage.sqs import QueueFault
from local.simulator import Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import new_key
from tests.support.clock import Clock
from tests.support.imports import Deployment, truth
from tests.support.memory_table import WRITES, Killed

type Deploy = Callable[..., Deployment]


@pytest.mark.parametrize(
    "user", ["rj", "sporadic", "marathon", "epoch", "silent", "leaper", "namesake"]
)
def test_imported_history_equals_last_fms(deploy: Deploy, lastfm: Simulator, user: str) -> None:
    """It is complete, verified, begins with the oldest scrobble, and cost few calls."""
    deployment = deploy(user)
    assert deployment.runtime.imports.begin(user, None)
    deployment.run()
    until = deployment.store.manifest(user).covered.end  # some are scrobbled since
    found = [each for each in truth(lastfm, user) if each.at < until]
    assert deployment.stored(user) == found
    status = deployment.runtime.imports.status(user)
    assert (status["status"], status["scrobbles"]) == ("complete", len(found))
    assert status["lastfm_total"] == len(found)
    assert status["verified_at"]
    if found:
        assert (status["oldest"], status["newest"]) == (found[0].at, found[-1].at)
    manifest = deployment.store.manifest(user)
    assert manifest.missing(Window(0, int(lastfm.now()) - 60)) == []
    years = len(comparison.years(Window(manifest.begin or 0, manifest.covered.end)))
    assert len(lastfm.log) <= len(found) / 1000 + 2 * years + 5


@pytest.mark.usefixtures("small_pages")
def test_import_killed_anywhere_loses_and_doubles_nothing(
    deploy: Deploy, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker ends before and after each write and each sending, and before each call."""
    monkeypatch.setattr(import_quota, "BEGUN_A_DAY", 1000)  # each time it is begun on one day
    deployment = deploy("namesake")
    expected = truth(lastfm, "namesake")
    for killed_at in count():
        lives_on = _import_killed_at(deployment, killed_at)
        assert deployment.stored("namesake") == expected
        manifest = deployment.store.manifest("namesake")
        assert (manifest.status, manifest.count) == ("complete", len(expected))
        if lives_on:
            break
        deployment = deploy()
    assert killed_at > 40


def _import_killed_at(deployment: Deployment, at: int) -> bool:
    """Import with a worker that ends at an event, and another that goes on.

    Return whether there were fewer events.
    """
    left = at

    def kill(name: str) -> None:
        nonlocal left
        if name in {*WRITES, "send", "call"}:
            left -= 1
            if left == -1:
                raise Killed

    deployment.runtime.imports.begin("namesake", None)
    deployment.table.before = deployment.table.after = kill
    deployment.queue.before = deployment.queue.after = kill
    with calling(deployment, lambda: kill("call")):
        try:
            deployment.run()
        except Killed:
            deployment.run()
    return left >= 0


@contextmanager
def calling(deployment: Deployment, hook: Callable[[], object]) -> Iterator[None]:
    """Call a hook before each call to Last.fm."""
    client = deployment.runtime.client
    permit = client.permit

    def hooked(call: LastfmCall) -> None:
        hook()
        permit(call)

    with patch.object(client, "permit", hooked):
        yield


@pytest.mark.usefixtures("small_pages")
def test_two_imports_of_one_user_are_one(deploy: Deploy, lastfm: Simulator, clock: Clock) -> None:
    """Two that were begun at different times read each page once, and end."""
    deployment = deploy("sporadic")
    deployment.runtime.imports.begin("sporadic", None)
    clock.later += 400
    deployment.runtime.imports.begin("Sporadic", None)
    assert len(deployment.queue.messages) == 2
    deployment.run()
    assert deployment.stored("sporadic") == truth(lastfm, "sporadic")
    pages = [call for call in lastfm.log if call.parameters["limit"] != "1"]
    alone = deploy()
    lastfm.log.clear()
    alone.runtime.imports.begin("sporadic", None)
    alone.run()
    assert len(pages) <= len([c for c in lastfm.log if c.parameters["limit"] != "1"]) + 1


def test_import_is_begun_once_in_five_minutes(deploy: Deploy) -> None:
    """Any number of requests that begin it send one message."""
    deployment = deploy("leaper")
    for _ in range(5):
        deployment.runtime.imports.begin("leaper", None)
    assert len(deployment.queue.messages) == 1


@pytest.mark.usefixtures("small_pages")
def test_erased_history_is_not_imported_further(deploy: Deploy) -> None:
    """A running import does nothing after it; a new one has another generation and completes."""
    deployment = deploy("sporadic")
    deployment.runtime.imports.begin("sporadic", None)
    deployment.handle()
    assert deployment.stored("sporadic")
    deployment.runtime.imports.erase("sporadic")
    assert deployment.table.rows == {}
    assert deployment.runtime.imports.status("sporadic")["status"] == "none"
    old = list(deployment.queue.messages)
    deployment.run()
    assert deployment.table.rows == {}
    deployment.queue.messages.extend(old)
    deployment.runtime.imports.begin("sporadic", None)
    deployment.run()
    assert deployment.runtime.imports.status("sporadic")["scrobbles"] == 240


@pytest.mark.usefixtures("small_pages")
def test_history_erased_while_a_message_is_handled_stays_erased(deploy: Deploy) -> None:
    """The worker holds pages that it read before the erasure, and stores none of them."""
    deployment = deploy("sporadic")
    deployment.runtime.imports.begin("sporadic", None)
    with calling(deployment, lambda: deployment.store.erase("sporadic")):
        deployment.run()
    assert deployment.table.rows == {}


def test_user_without_a_key_is_not_imported(
    deploy: Deploy, lastfm: Simulator, clock: Clock
) -> None:
    """Neither without any key nor with an expired one; a message without a history does nothing."""
    deployment = deploy()
    new_key(user="leaper", expires=int(clock()) + 60)
    deployment.runtime.imports.begin("rj", None)
    deployment.runtime.imports.begin("leaper", None)
    clock.later += 61
    assert deployment.run() == 2
    assert lastfm.log == []
    deployment.queue.send(
        ImportMessage(user="rj", generation=0, task="import", windows=(), started=0)
    )
    assert deployment.run() == 1


def test_user_without_a_key_gets_one_and_is_imported(deploy: Deploy, lastfm: Simulator) -> None:
    """The import was given up: the next request begins it, in the same five minutes too."""
    deployment = deploy()
    deployment.runtime.imports.begin("leaper", None)
    assert deployment.run() == 1
    assert deployment.runtime.imports.status("leaper")["status"] == "none"
    new_key(user="leaper")
    deployment.runtime.imports.begin("leaper", None)
    deployment.run()
    assert deployment.stored("leaper") == truth(lastfm, "leaper")


def test_import_given_up_while_it_is_begun_is_not_running(deploy: Deploy) -> None:
    """A worker that is faster than the request that begins it has the last word."""
    deployment = deploy()
    deployment.queue.after = lambda _: deployment.handle()
    deployment.runtime.imports.begin("leaper", None)
    assert deployment.runtime.imports.status("leaper")["status"] == "none"


def test_hidden_history_is_imported_with_the_keys_session(
    deploy: Deploy, lastfm: Simulator
) -> None:
    """The message holds the session encrypted only; without one the import gives up.

    The next request may begin it at once.
    """
    lastfm.service.world.hide("leaper", hidden=True)
    deployment = deploy("leaper")
    deployment.runtime.imports.begin("leaper", None)
    assert deployment.run() == 1
    manifest = deployment.store.manifest("leaper")
    assert (manifest.status, manifest.is_hidden, manifest.count) == ("", True, 0)
    session = session_key("leaper")
    encrypted = deployment.runtime.cipher.encrypt(session, "leaper")
    deployment.runtime.imports.begin("leaper", encrypted)
    deployment.run()
    assert deployment.stored("leaper") == truth(lastfm, "leaper")
    assert deployment.store.manifest("leaper").is_hidden
    assert not [text for text in deployment.queue.sent if session in text]


@pytest.mark.parametrize("fault", ["error:11", "error:29", "drop", "html"])
def test_faults_of_last_fm_pause_the_import(
    deploy: Deploy, lastfm: Simulator, clock: Clock, fault: str
) -> None:
    """The message stays in the queue, nothing is lost, and the import goes on later."""
    deployment = deploy("leaper")
    deployment.runtime.imports.begin("leaper", None)
    kind, _, code = fault.partition(":")
    lastfm.faults.add(Fault(kind, code=int(code or 0), times=None))
    for _ in range(3):
        with pytest.raises(GatewayError):
            deployment.handle()
        clock.later += 1800
        deployment.runtime.imports.request_reread("leaper", None)  # paused, not stalled
        assert len(deployment.queue.messages) == 1
    lastfm.faults.clear()
    clock.later += 600
    deployment.run()
    assert deployment.stored("leaper") == truth(lastfm, "leaper")


def test_import_waits_while_kms_or_sqs_fails(deploy: Deploy, lastfm: Simulator) -> None:
    """The message is delivered again; the next one is sent before it is deleted."""
    lastfm.service.world.hide("leaper", hidden=True)
    deployment = deploy("leaper")
    cipher = deployment.runtime.cipher
    encrypted = cipher.encrypt(session_key("leaper"), "leaper")
    deployment.runtime.imports.begin("leaper", encrypted)
    offline = GatewayError("offline", code=11, status=503, retry_after=5)
    with patch.object(cipher, "decrypt", side_effect=offline), pytest.raises(GatewayError):
        deployment.handle()
    with patch.object(deployment.queue, "send", side_effect=QueueFault), pytest.raises(QueueFault):
        deployment.handle()
    assert len(deployment.queue.messages) == 1
    deployment.run()
    assert deployment.stored("leaper") == truth(lastfm, "leaper")
