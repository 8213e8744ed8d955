"""A stored history stays in step with Last.fm: one call in 30 seconds for a user."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lastfm_gateway.history.listening import Scrobble
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import HOUR
from local.simulator import Simulator
from tests.integration.history.support import DAY, Client, play, scrobbles
from tests.support.clock import StillClock
from tests.support.holding import held

WEEK = 7 * DAY


def test_one_call_in_thirty_seconds_over_the_fleet(
    rj: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """Two environments ask at once, several times; each answer is right."""
    week = rj.last(WEEK)
    rj.read(week)
    clients = [Client(lastfm, clock, key=rj.key) for _ in range(2)]
    for _ in range(2):
        clock.now += 31
        before = len(lastfm.log)
        with held(lastfm, "user.getRecentTracks") as calls, ThreadPoolExecutor() as pool:
            asked = [pool.submit(client.read, week) for client in clients]
            calls.until(1)
            calls.release()
            answers = [one.result() for one in asked]
        assert [scrobbles(answer) for answer in answers] == [rj.expected(week)] * 2
        assert all(client.read(week).is_complete for client in clients)
        assert len(lastfm.log) - before == 1


def test_scrobble_through_the_gateway_shows_at_once(
    rj: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """In all environments, without a call; once Last.fm's page shows it, it is there once."""
    week = rj.last(WEEK)
    rj.read(week)
    clock.now += 1
    play(clock, "rj", "Air", "Run")
    clock.now += 1
    for client in (rj, Client(lastfm, clock, key=rj.key)):
        listening = client.read(week)
        assert client.calls == 0
        assert plays(scrobbles(listening)) == plays(rj.expected(week))
    assert scrobbles(listening)[-1].at == clock.now - 61
    assert scrobbles(listening)[-1].names.track == "Run"
    for _ in range(4):
        clock.now += 30
        assert scrobbles(rj.read(week)) == rj.expected(week)


def plays(found: list[Scrobble]) -> list[tuple[int, str, str]]:
    """Return times, artists and tracks. Pictures are not known at once."""
    return [(at, names.artist, names.track) for at, names in found]


def test_late_and_deleted_scrobbles_within_the_page(rj: Client, clock: StillClock) -> None:
    """They show after 30 seconds, and so does Last.fm's total."""
    week, now = rj.last(WEEK), int(clock.now)
    reader = rj.reader()
    before = scrobbles(rj.read_with(reader, week))
    rj.edit().add([(now - 5_000, "Air", "Moon Safari", "Remember")])
    assert rj.edit().delete(before[-2].at, before[-2].at + 1)
    assert rj.edit().move(before[-20].at, before[-20].at + 1)
    assert scrobbles(rj.read(week)) == before
    clock.now += 30
    again = rj.reader()
    assert scrobbles(rj.read_with(again, week)) == rj.expected(week) != before
    assert again.progress.total == reader.progress.total


def test_weeks_of_silence_are_read_again_as_a_gap(rj: Client, clock: StillClock) -> None:
    """Nobody asked for five weeks: what is between the page and the stored is read."""
    rj.read(rj.last(WEEK))
    clock.now += 35 * DAY
    recent = rj.last(50 * DAY)
    listening = rj.read(recent)
    assert (scrobbles(listening), listening.is_complete) == (rj.expected(recent), True)
    rj.read(recent)
    assert rj.calls == 0
    clock.now += 35 * DAY
    old = Window(int(clock.now) - 80 * DAY, int(clock.now) - 75 * DAY)
    assert scrobbles(rj.read(old)) == rj.expected(old)
    assert rj.calls == 1  # the gap is not in this window


def test_request_merges_each_page_once(rj: Client, clock: StillClock) -> None:
    """Several windows in one request read the page once; the same page is not written again."""
    rj.read(rj.last(WEEK))
    clock.now += 31
    reader = rj.reader()
    for days in (1, 2, 3):
        rj.read_with(reader, rj.last(days * DAY))
    assert rj.operations == ["Query", "BatchGetItem"]
    rj.read(rj.last(DAY))
    assert rj.put == 0


@pytest.mark.parametrize("seconds", [31, 100])
def test_page_that_did_not_change_writes_the_manifest_only(
    rj: Client, clock: StillClock, seconds: int
) -> None:
    """No span and no name is written when nobody listened."""
    rj.edit().delete(int(clock.now) - 1000, int(clock.now) + DAY)
    rj.read(rj.last(WEEK))
    clock.now += seconds
    rj.edit().delete(int(clock.now) - 1000, int(clock.now) + DAY)
    rj.read(rj.last(WEEK))
    assert (rj.calls, rj.put) == (1, 1)


def test_background_work_is_asked_for(rj: Client, clock: StillClock) -> None:
    """The import until the history has a status; then the last weeks again, once a day."""
    asked: list[tuple[str, str, bytes | None]] = []
    store = rj.runtime.history

    def read() -> list[str]:
        asked.clear()
        reader = rj.reader()
        sync = reader._sync  # noqa: SLF001 (the worker will give these)
        assert sync
        sync._begin_import = lambda user, session: asked.append(("import", user, session))  # noqa: SLF001
        sync._ask_reread = lambda user, session: asked.append(("again", user, session))  # noqa: SLF001
        rj.read_with(reader, rj.last(DAY))
        return [f"{what} {user}" for what, user, _ in asked]

    assert read() == ["import rj"]
    assert read() == ["import rj"]
    now = int(clock.now)
    store.update("rj", lambda manifest: manifest._replace(status="running", reread_at=now))
    assert read() == []
    clock.now += DAY
    assert read() == ["again rj"]


def test_stalled_import_is_asked_for_after_an_hour(rj: Client, clock: StillClock) -> None:
    """It is not left alone until the next day, nor asked for while it moves."""
    asked: list[str] = []
    store = rj.runtime.history

    def read() -> int:
        asked.clear()
        reader = rj.reader()
        sync = reader._sync  # noqa: SLF001 (the worker will give these)
        assert sync
        sync._ask_reread = lambda user, _: asked.append(user)  # noqa: SLF001
        rj.read_with(reader, rj.last(DAY))
        return len(asked)

    read()
    begun = int(clock.now)
    store.update("rj", lambda manifest: manifest._replace(status="running", imported_at=begun))
    clock.now += HOUR - 1
    assert read() == 0
    clock.now += 1
    assert read() == 1
    store.update("rj", lambda manifest: manifest._replace(reread_at=int(clock.now)))
    assert read() == 0
