"""Verification: edits at Last.fm are found by counting and read again."""

import json
from collections.abc import Callable

import pytest

from lastfm_gateway.faces.listening.handler import open_listening
from lastfm_gateway.history import import_calls, import_control
from lastfm_gateway.history.window import Window
from local.simulator import Simulator
from local.simulator.editing import Editor
from local.simulator.log import Received
from local.simulator.method import Call
from local.simulator.methods import user_recent
from local.simulator.people import Person
from local.simulator.scrobbles import Scrobble
from local.simulator.tree import Tree
from tests.integration.conftest import bearer, new_key
from tests.support.clock import Clock
from tests.support.imports import Deployment, truth
from tools.proxy_event import proxy_event

type Deploy = Callable[..., Deployment]
type Edit = Callable[[Editor], object]

DAY = 86_400
NAMES = ("Edited", "", "Later")
JULY_2014, LEAP_2020, DECEMBER_2019 = 1_404_172_800, 1_582_934_400, 1_577_750_400


def imported(deploy: Deploy, user: str) -> Deployment:
    """Return a deployment with a user's complete history."""
    deployment = deploy(user)
    deployment.runtime.imports.begin(user, None)
    deployment.run()
    return deployment


def reread(deployment: Deployment, user: str, clock: Clock, after: int = DAY) -> int:
    """Ask for the daily re-read, a day later by default; return how many messages it took."""
    clock.later += after
    deployment.runtime.imports.request_reread(user, None)
    return deployment.run()


EDITS: dict[str, Edit] = {
    "added": lambda editor: editor.add([(JULY_2014 + 9, *NAMES)]),
    "added to a silent year": lambda editor: editor.add([(LEAP_2020, *NAMES)]),
    "added before the begin": lambda editor: editor.add([(1_000_000_000, *NAMES), (0, *NAMES)]),
    "deleted": lambda editor: editor.delete(JULY_2014, JULY_2014 + DAY),
    "deleted at the begin": lambda editor: editor.delete(0, 1_143_936_000 + DAY),
    "all deleted": lambda editor: editor.delete(0, 2_000_000_000),
    "moved to another year": lambda editor: editor.move(JULY_2014 + 36_000, LEAP_2020),
    "moved before the begin": lambda editor: editor.move(JULY_2014 + 36_000, 1_000_000_000),
    "three of them": lambda editor: (
        editor.delete(JULY_2014, JULY_2014 + DAY),
        editor.add([(LEAP_2020, *NAMES), (LEAP_2020 + 300, *NAMES), (99, *NAMES)]),
    ),
}


def test_cached_pages_end_when_their_scrobbles_are_corrected(
    deploy: Deploy, lastfm: Simulator, clock: Clock
) -> None:
    """A past year's page, fresh for a day, is counted anew after the re-read that found an edit."""
    deployment = imported(deploy, "sporadic")
    handler, key = open_listening(deployment.runtime), new_key(user="sporadic")

    def page() -> tuple[int, str]:
        event = proxy_event("/v1/listening/calendar", {"year": "2014"}, headers=bearer(key))
        answer = handler(event, None)
        return json.loads(answer["body"])["total"], answer["headers"]["X-Cache"]

    assert page() == (40, "MISS")
    assert page() == (40, "HIT")
    Editor(lastfm.service.world, "sporadic", int(lastfm.now())).add([(JULY_2014 + 9, *NAMES)])
    reread(deployment, "sporadic", clock, after=3600)
    assert page() == (41, "MISS")


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_edits_of_old_scrobbles_are_found(
    deploy: Deploy, lastfm: Simulator, clock: Clock, edit: Edit
) -> None:
    """After the next re-read the history equals Last.fm's, and says when that was checked."""
    deployment = imported(deploy, "sporadic")
    verified_at = deployment.store.manifest("sporadic").verified_at
    edit(Editor(lastfm.service.world, "sporadic", int(lastfm.now())))
    reread(deployment, "sporadic", clock)
    found = truth(lastfm, "sporadic")
    assert deployment.stored("sporadic") == found
    manifest = deployment.store.manifest("sporadic")
    assert (manifest.count, manifest.lastfm_total) == (len(found), len(found))
    assert manifest.verified_at > verified_at + DAY / 2
    assert manifest.begin is not None
    assert not found or manifest.begin <= found[0].at


def test_edits_within_a_year_are_found_in_turn(
    deploy: Deploy, lastfm: Simulator, clock: Clock
) -> None:
    """No count of a year shows them: each day another month is read again, and in time all are."""
    deployment = imported(deploy, "namesake")
    editor = Editor(lastfm.service.world, "namesake", int(lastfm.now()))
    first = truth(lastfm, "namesake")[0]
    assert editor.move(first.at, first.at + 30 * DAY)
    assert deployment.stored("namesake") != truth(lastfm, "namesake")
    days = 0
    while deployment.stored("namesake") != truth(lastfm, "namesake"):
        reread(deployment, "namesake", clock)
        days += 1
        assert days <= 60  # the months since its first scrobble
    assert days


def test_late_scrobbles_of_two_weeks_are_read_without_counting(
    deploy: Deploy, lastfm: Simulator
) -> None:
    """A scrobble that is added and one that is deleted leave the counts as they were."""
    now = int(lastfm.now())
    editor = Editor(lastfm.service.world, "leaper", now)
    editor.add([(now - days * DAY, *NAMES) for days in range(1, 16)])
    deployment = imported(deploy, "leaper")
    editor.delete(now - 5 * DAY, now - 5 * DAY + 1)
    editor.add([(now - 3600, *NAMES)])
    deployment.runtime.imports.request_reread("leaper", None)
    deployment.handle()
    assert deployment.stored("leaper") == truth(lastfm, "leaper")


def test_each_message_makes_few_calls(deploy: Deploy, lastfm: Simulator, clock: Clock) -> None:
    """The history of `epoch` spans 57 years: the comparison is spread over several messages."""
    deployment = imported(deploy, "epoch")
    clock.later += DAY
    deployment.runtime.imports.request_reread("epoch", None)
    messages = 0
    while deployment.queue.messages:
        before = len(lastfm.log)
        deployment.handle()
        messages += 1
        assert len(lastfm.log) - before <= import_calls.COUNTS_PER_MESSAGE + 2
    assert messages > 4


def test_difference_that_cannot_be_found_is_told(
    deploy: Deploy, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Last.fm counts more than it lists: the total says so, and nothing is read for ever."""
    deployment = imported(deploy, "leaper")
    calls = import_calls.ImportCalls
    count = calls.count

    def more(self: import_calls.ImportCalls, window: Window) -> int:
        return count(self, window) + (window.start == 0)

    monkeypatch.setattr(calls, "count", more)
    assert reread(deployment, "leaper", clock) < 10
    status = deployment.runtime.imports.status("leaper")
    assert status["lastfm_total"] == status["scrobbles"] + 1
    assert status["verified_at"]
    assert deployment.stored("leaper") == truth(lastfm, "leaper")


def test_scrobble_listed_twice_settles_its_month(
    deploy: Deploy, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its month is read again once, not daily; when the second one goes, once more."""
    twice = double(lastfm, "sporadic", monkeypatch)
    deployment = imported(deploy, "sporadic")
    monkeypatch.setattr(import_control, "months", lambda _: [])  # no month in its turn
    assert_settled(deployment, lastfm, clock, differs=1)
    lastfm.service.world.histories["sporadic"].remove(twice, twice + 1, int(lastfm.now()))
    lastfm.log.clear()
    reread(deployment, "sporadic", clock)
    assert windows_read(lastfm, twice)
    assert deployment.runtime.imports.status("sporadic")["not_stored"] == 0
    assert_settled(deployment, lastfm, clock, differs=0)


def test_malformed_scrobbles_are_skipped_and_told(
    deploy: Deploy, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two old ones, the oldest included, block no import and no verification; a metric counts."""
    broken = spoil(lastfm, "sporadic", monkeypatch)
    counted: list[float] = []
    deployment = deploy("sporadic")
    monkeypatch.setattr(
        deployment.runtime.telemetry,
        "count",
        lambda name, number=1.0: counted.append(number) if name == "MalformedScrobbles" else None,
    )
    deployment.runtime.imports.begin("sporadic", None)
    deployment.run()
    reread(deployment, "sporadic", clock)
    expected = [each for each in truth(lastfm, "sporadic") if each.at not in broken]
    assert deployment.stored("sporadic") == expected
    assert sum(counted) >= 2
    monkeypatch.setattr(import_control, "months", lambda _: [])
    assert_settled(deployment, lastfm, clock, differs=2)


def double(lastfm: Simulator, user: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let Last.fm list an old scrobble twice; return its time."""
    history = lastfm.service.world.histories[user]
    history.size(None, None, int(lastfm.now()))
    place = len(history._times) // 2  # noqa: SLF001 (the real service does what no edit can)
    for column in (history._times, history._tracks):  # noqa: SLF001
        monkeypatch.setattr(
            history,
            "_times" if column is history._times else "_tracks",  # noqa: SLF001
            [*column[: place + 1], *column[place:]],
        )
    return history._times[place]  # noqa: SLF001


def spoil(lastfm: Simulator, user: str, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Let Last.fm list the oldest scrobble and one in between without a name; return the times."""
    times = [each.at for each in truth(lastfm, user)]
    broken = {times[0], times[len(times) // 2]}
    describe = user_recent._item  # noqa: SLF001

    def item(call: Call, person: Person, scrobble: Scrobble) -> Tree:
        row = describe(call, person, scrobble)
        return {**row, "name": None} if scrobble[0] in broken else row

    monkeypatch.setattr(user_recent, "_item", item)
    return broken


def assert_settled(
    deployment: Deployment, lastfm: Simulator, clock: Clock, *, differs: int
) -> None:
    """Fail if a month is read again on any of three days, or if the difference is not told."""
    for _ in range(3):
        lastfm.log.clear()
        reread(deployment, "sporadic", clock)
        now = int(lastfm.now())
        assert not windows_read(lastfm, *range(0, now - 40 * DAY, 20 * DAY))
        status = deployment.runtime.imports.status("sporadic")
        assert status["not_stored"] == differs
        assert status["lastfm_total"] == status["scrobbles"] + differs


def windows_read(lastfm: Simulator, *times: int) -> list[Received]:
    """Return the calls that read one of some times, not only counted."""
    return [
        call
        for call in lastfm.log
        if call.parameters.get("limit") == "1000"
        and any(int(call.parameters["from"]) <= at < int(call.parameters["to"]) for at in times)
    ]


def test_re_read_is_asked_for_once(deploy: Deploy, clock: Clock) -> None:
    """Requests of the same moment send one message; the manifest says that it was asked for."""
    deployment = imported(deploy, "leaper")
    for _ in range(3):
        deployment.runtime.imports.request_reread("leaper", None)
    assert len(deployment.queue.messages) == 1
    assert deployment.store.manifest("leaper").reread_at == int(clock())


def test_stalled_import_is_begun_again(deploy: Deploy, lastfm: Simulator, clock: Clock) -> None:
    """Its messages are gone; the next daily request sends one, not the requests before."""
    deployment = deploy("leaper")
    deployment.runtime.imports.begin("leaper", None)
    deployment.queue.messages.clear()
    deployment.runtime.imports.request_reread("leaper", None)
    assert not deployment.queue.messages
    reread(deployment, "leaper", clock)
    assert deployment.stored("leaper") == truth(lastfm, "leaper")
