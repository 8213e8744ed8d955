"""A finished listen is everywhere in the next request: Last.fm up, slow, unsure, or down."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.handler import listening_handler
from lastfm_gateway.faces.scrobbler.worker import scrobbler_handler
from lastfm_gateway.playback.note import notes_key
from lastfm_gateway.storage.table import TableFault
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Queues
from tests.integration.history.support import DAY, Client
from tests.integration.playback.support import Player
from tests.support.clock import StillClock
from tests.support.poller import poll
from tools.proxy_event import proxy_event

DOWN = Fault("refuse", code=11)
UNSURE = Fault("drop", method="track.scrobble")
SLOW = Fault("delay", delay_ms=300)


@pytest.fixture
def listener(player: Player, lastfm: Simulator, clock: StillClock) -> Client:
    """A reader of the history of the player's user, which is stored for the last days."""
    client = Client(lastfm, clock, "rj", player.key)
    client.read(client.last(2 * DAY))
    player.love()  # the session is known from now on
    clock.now += 1
    lastfm.log.clear()
    return client


@pytest.fixture
def deliver(queues: Queues, clock: StillClock) -> Callable[[], object]:
    """Have the worker take a batch of the queue."""
    with patch.object(
        Runtime, "from_environment", return_value=Runtime.from_environment(clock=clock)
    ):
        worker = scrobbler_handler()
    return lambda: poll(queues.waiting, worker)


def titles(client: Client, artist: str = "Air") -> list[str]:
    """Return the titles by one artist among the last day's scrobbles."""
    found = client.read(client.last(DAY))
    names = [found.names[track] for track in found.ids]
    return [each.track for each in names if each.artist == artist]


@pytest.mark.parametrize("face", ["rest", "webservice", "presigned"])
@pytest.mark.parametrize("fault", [None, SLOW], ids=["up", "slow"])
def test_listen_costs_lastfms_own_write(
    listener: Client, player: Player, lastfm: Simulator, face: str, fault: Fault | None
) -> None:
    """History, recent and now playing show it without another call."""
    if fault:
        lastfm.faults.add(fault)
    assert player.scrobble(face=face, track="Venus") == 200
    assert titles(listener) == ["Venus"]
    assert listener.calls == 0
    assert [call.method for call in lastfm.log] == ["track.scrobble"]
    assert titles(Client(lastfm, player.clock, "rj", player.key_without_session())) == ["Venus"]
    assert len(lastfm.log) == 1


def test_listen_is_the_last_track_at_once(
    listener: Client, player: Player, clock: StillClock, lastfm: Simulator
) -> None:
    """What plays was known before the scrobble: no call tells that it has ended."""
    assert listener.user == player.user
    player.now_playing(track="Venus", duration="200")
    clock.now += 200
    assert player.read().status == "playing"  # Last.fm still shows it
    clock.now += 1
    player.scrobble(track="Venus", ago=201)
    lastfm.log.clear()
    state = player.read()
    assert (state.status, state.names.track) == ("idle", "Venus")
    assert lastfm.log == []


def test_queued_listen_is_shown_once(
    deliver: Callable[[], object],
    listener: Client,
    player: Player,
    lastfm: Simulator,
    clock: StillClock,
) -> None:
    """At once while Last.fm is down, and after its delivery and each later page."""
    lastfm.faults.add(DOWN)
    assert player.scrobble(track="Venus") == 202
    assert titles(listener) == ["Venus"]
    clock.now += 10 * 60
    assert titles(listener) == ["Venus"]
    lastfm.faults.clear()
    clock.now += 60
    while deliver():
        clock.now += 60
    for _ in range(5):
        assert titles(listener) == ["Venus"]
        clock.now += 31
    assert len([call for call in lastfm.log if call.method == "user.getRecentTracks"]) >= 3


def test_listen_that_lastfm_took_without_an_answer_is_shown_once(
    deliver: Callable[[], object],
    listener: Client,
    player: Player,
    lastfm: Simulator,
    clock: StillClock,
) -> None:
    """It is queued, and on Last.fm's page before it is delivered again."""
    lastfm.faults.add(UNSURE)
    assert player.scrobble(track="Venus") == 202
    for _ in range(3):
        assert titles(listener) == ["Venus"]
        clock.now += 31
    lastfm.faults.clear()
    while deliver():
        clock.now += 60
    assert titles(listener) == ["Venus"]


def test_refused_listen_vanishes(
    deliver: Callable[[], object],
    listener: Client,
    player: Player,
    lastfm: Simulator,
    clock: StillClock,
) -> None:
    """When Last.fm refuses a queued scrobble for good."""
    lastfm.faults.add(DOWN)
    assert player.scrobble(track="Poison") == 202
    assert titles(listener) == ["Poison"]
    lastfm.faults.clear()
    lastfm.faults.add(Fault("refuse", code=6, method="track.scrobble"))
    clock.now += 60
    while deliver():
        clock.now += 60
    assert titles(listener) == []


def test_listen_whose_message_is_lost_vanishes(
    queues: Queues, listener: Client, player: Player, lastfm: Simulator, clock: StillClock
) -> None:
    """After the three days in which the queue tries again."""
    assert queues
    lastfm.faults.add(DOWN)
    assert player.scrobble(track="Lost") == 202
    assert player.scrobble(track="Ahead", timestamp=str(int(clock.now) + 50)) == 202
    lastfm.faults.clear()
    clock.now += 3 * DAY - 1
    window = listener.last(4 * DAY)
    found = listener.read(window)
    assert "Lost" in {found.names[track].track for track in found.ids}
    clock.now += 1
    found = listener.read(window)
    assert "Lost" not in {found.names[track].track for track in found.ids}


def test_ignored_listen_is_not_shown(
    listener: Client, player: Player, lastfm: Simulator, clock: StillClock
) -> None:
    """Last.fm ignores plays of more than 14 days ago, and those in the future."""
    assert player.scrobble(track="Future", timestamp=str(int(clock.now) + 10 * DAY)) == 200
    assert titles(listener) == []
    assert lastfm.log


def test_erased_history_shows_nothing(
    queues: Queues, listener: Client, player: Player, lastfm: Simulator, clock: StillClock
) -> None:
    """The notes go with it by the route, a queued listen too."""
    assert queues
    with patch.object(Runtime, "from_environment", return_value=listener.runtime):
        listening = listening_handler()
    lastfm.faults.add(Fault("refuse", code=11, method="track.scrobble"))
    assert player.scrobble(track="Venus") == 202
    assert titles(listener) == ["Venus"]
    path = "/v1/listening/history"
    event = proxy_event(path, verb="DELETE", headers={"Authorization": f"Bearer {player.key}"})
    assert listening(event, None)["statusCode"] == 204
    assert listener.runtime.notes.listens("rj") == ()
    clock.now += 31
    assert titles(listener) == []


def test_overlay_is_never_stored(listener: Client, player: Player, clock: StillClock) -> None:
    """What is stored is what Last.fm's page holds."""
    before = listener.runtime.history.read("rj")[0]
    player.scrobble(track="Venus")
    titles(listener)
    assert listener.runtime.history.read("rj")[0] == before
    clock.now += 31
    titles(listener)
    assert listener.runtime.history.read("rj")[0].count == before.count + 1


@pytest.mark.parametrize("operation", ["update", "read"])
def test_table_faults_fail_no_write_and_no_read(
    listener: Client, player: Player, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    """A scrobble is delivered, and the page is asked for again; reads show no own listens."""

    def fail(*_: object, **__: object) -> None:
        raise TableFault("InternalServerError")

    monkeypatch.setattr(listener.runtime.notes, "_table", listener.runtime.table)
    table = player.runtime if operation == "update" else listener.runtime
    broken = SimpleNamespace(**{operation: fail})
    monkeypatch.setattr(table.notes, "_table", broken)
    assert player.scrobble(track="Venus") == 200
    assert titles(listener) == (["Venus"] if operation == "update" else [])
    assert listener.calls == (1 if operation == "update" else 0)


def test_writes_of_two_environments_lose_nothing(
    environment: Mapping[str, str], lastfm: Simulator, clock: StillClock
) -> None:
    """Each listen is an attribute of its own."""
    assert environment
    players = [Player(lastfm, clock, "rj") for _ in range(2)]
    for number in range(6):
        players[number % 2].scrobble(track=f"Track {number}", ago=100 - number)
    noted = players[0].runtime.notes.listens("rj")
    assert {listen.names.track for listen in noted} == {f"Track {n}" for n in range(6)}


def test_item_of_a_usual_listener_stays_within_a_unit(
    player: Player, lastfm: Simulator, clock: StillClock
) -> None:
    """A day of plays of four minutes: 1 KB, but for the write that removes old ones."""
    sizes = []
    for number in range(40):
        track = f"A song of usual length {number}"
        player.now_playing(track=track, album="An album of usual length", duration="240")
        clock.now += 240
        player.scrobble(track=track, album="An album of usual length", ago=240)
        key = notes_key("rj")
        item = player.runtime.table.read(key)[key]
        sizes.append(sum(len(name) + len(str(*value.values())) for name, value in item.items()))
        if number % 10 == 0:
            lastfm.log.clear()
    assert max(sizes) < 1300
    assert sorted(sizes)[len(sizes) // 2] < 1024
