"""What is playing, on all routes of the player."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import bearer, new_key
from tests.integration.faces.spotify.conftest import Client
from tests.integration.playback.support import Player
from tests.support.clock import StillClock
from tests.support.spotify import Error
from tests.support.spotify_player import (
    CurrentlyPlaying,
    DeviceList,
    PlaybackState,
    PlayerQueue,
    PlaysPage,
)

PLAYER = "/v1/me/player"
CURRENT = f"{PLAYER}/currently-playing"
QUEUE = f"{PLAYER}/queue"
DEVICES = f"{PLAYER}/devices"
PLAYS = f"{PLAYER}/recently-played"

type Connect = Callable[[str], tuple[Player, Client]]


@pytest.fixture
def clock() -> StillClock:
    """A clock that the test moves."""
    return StillClock()


@pytest.fixture
def connect(limited: Callable[[int], Client], lastfm: Simulator, clock: StillClock) -> Connect:
    """A function that returns a user's player, and a client with the key of their sign-in."""
    assert limited(10_000)

    def connected(user: str) -> tuple[Player, Client]:
        player = Player(lastfm, clock, user)
        return player, Client(lastfm, clock, user, key=player.key)

    return connected


def test_nothing_playing_is_204_without_a_body(connect: Connect) -> None:
    """No Content-Type either, as clients parse what says that it is JSON."""
    _, client = connect("silent")
    for path in (CURRENT, PLAYER):
        reply = client.get(path, additional_types="track,episode")
        assert (reply.status, reply.text) == (204, "")
        assert "Content-Type" not in reply.headers
        assert reply.headers["Cache-Control"] == "no-store"
    queue = client.get(QUEUE)
    assert PlayerQueue.model_validate(queue.json).currently_playing is None


def test_track_that_a_player_reported_has_true_times(connect: Connect) -> None:
    """Progress rises, and no route calls Last.fm."""
    player, client = connect("newcomer")
    player.now_playing(track="Venus", album="Talkie Walkie", duration="244")
    player.clock.now += 7
    first = CurrentlyPlaying.model_validate(client.get(CURRENT).json)
    assert client.calls == []
    assert (first.item.name, first.item.album.name) == ("Venus", "Talkie Walkie")
    assert (first.progress_ms, first.item.duration_ms) == (7000, 244_000)
    assert first.timestamp == int(player.clock.now) * 1000  # the time of that progress
    player.clock.now += 100
    state = PlaybackState.model_validate(client.get(PLAYER, market="from_token").json)
    assert (state.progress_ms, state.item) == (107_000, first.item)
    assert state.timestamp == (int(player.clock.now) - 107) * 1000
    assert PlayerQueue.model_validate(client.get(QUEUE).json).currently_playing == first.item
    assert client.calls == []
    player.clock.now += 200  # Last.fm still shows it
    assert client.get(CURRENT).json["progress_ms"] is None


def test_track_that_last_fm_reports_has_no_progress(connect: Connect, lastfm: Simulator) -> None:
    """Progress is null and the length 0, as nobody knows them."""
    player, client = connect("newcomer")
    row = {
        "artist": {"name": "Air", "url": "https://l/a"},
        "name": "Run",
        "album": {"#text": "Talkie Walkie"},
        "image": [
            {"size": "extralarge", "#text": "https://lastfm.freetls.fastly.net/i/u/300x300/1.png"}
        ],
        "url": "https://l/a/_/run",
        "loved": "0",
        "@attr": {"nowplaying": "true"},
    }
    body = json.dumps({"recenttracks": {"track": [row], "@attr": {"total": "1"}}})
    lastfm.faults.add(Fault("body", body=body, method="user.getRecentTracks"))
    found = CurrentlyPlaying.model_validate(client.get(CURRENT, additional_types="episode").json)
    assert client.calls == ["user.getRecentTracks"]
    assert (found.item.name, found.progress_ms, found.item.duration_ms) == ("Run", None, 0)
    assert found.item.album.images[1].url.endswith("/174s/1.png")
    assert client.get(PLAYER).status == 200
    assert client.calls == []
    assert player.user == "newcomer"


def test_finished_listen_is_recently_played_at_once(connect: Connect) -> None:
    """It costs no call more than its scrobble, whatever was stored of the page."""
    player, client = connect("newcomer")
    player.now_playing()
    for _ in range(2):
        before = PlaysPage.model_validate(client.get(PLAYS).json)
    player.clock.now += 1
    player.calls()
    player.scrobble(ago=1)
    page = PlaysPage.model_validate(client.get(PLAYS).json)
    assert page.items[0].track.name == "Run"
    assert page.items[1:] == before.items
    assert player.calls() == ["track.scrobble"]
    player.clock.now += 600
    assert PlaysPage.model_validate(client.get(PLAYS).json).items[1:] == before.items


def test_queued_listen_is_recently_played_while_last_fm_is_down(
    connect: Connect, lastfm: Simulator, queues: Any
) -> None:
    """It is there as soon as the queue has taken it."""
    assert queues
    player, client = connect("newcomer")
    player.now_playing()
    client.get(PLAYS)
    player.clock.now += 60
    lastfm.faults.add(Fault("error", code=11))
    assert player.scrobble(ago=1) == 202
    page = PlaysPage.model_validate(client.get(PLAYS).json)
    assert page.items[0].track.name == "Run"


def test_devices_are_none(connect: Connect) -> None:
    """Home Assistant polls them; they cost no call."""
    _, client = connect("newcomer")
    reply = client.get(DEVICES)
    assert (reply.status, DeviceList.model_validate(reply.json).devices) == (200, [])
    assert client.calls == []


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("PUT", PLAYER),
        ("PUT", f"{PLAYER}/pause"),
        ("PUT", f"{PLAYER}/play"),
        ("PUT", f"{PLAYER}/seek"),
        ("PUT", f"{PLAYER}/volume"),
        ("POST", f"{PLAYER}/next"),
        ("POST", f"{PLAYER}/previous"),
        ("POST", QUEUE),
        ("PUT", CURRENT),
    ],
)
def test_commands_are_403(rj: Client, lastfm: Simulator, verb: str, path: str) -> None:
    """The error has Spotify's shape; without a key it is 401."""
    reply = rj.get(path, verb=verb)
    assert Error.model_validate(reply.json).error.status == reply.status == 403
    assert "takes no commands" in reply.json["error"]["message"]
    assert rj.get(path, verb=verb, headers={"Authorization": ""}).status == 401
    assert lastfm.log == []


@pytest.mark.parametrize("path", [CURRENT, PLAYER, PLAYS, QUEUE, DEVICES])
def test_every_route_needs_a_key(rj: Client, lastfm: Simulator, path: str) -> None:
    """Without one, with an unknown one and with a share token it is 401."""
    unknown = [bearer(f"rw_{kind}_{'0' * 80}") for kind in ("live", "share")]
    for wrong in ({"Authorization": ""}, *unknown, bearer(new_key("share", "rj"))):
        reply = rj.get(path, headers=wrong)
        assert Error.model_validate(reply.json).error.status == reply.status == 401
        assert '"status": 401' in reply.text
    assert lastfm.log == []


def test_hidden_listening_needs_the_session(
    connect: Connect, lastfm: Simulator, clock: StillClock
) -> None:
    """A key without the session is 403."""
    player, client = connect("hermit")
    player.now_playing(duration="300")
    assert client.get(CURRENT).json["item"]["name"] == "Run"
    plain = Client(lastfm, clock, "hermit")
    for path in (CURRENT, PLAYER, QUEUE):
        reply = plain.get(path)
        assert Error.model_validate(reply.json).error.status == reply.status == 403


def test_last_fm_down_is_503_with_a_short_wait(connect: Connect, lastfm: Simulator) -> None:
    """A track that was reported here is shown all the same."""
    player, client = connect("newcomer")
    player.now_playing(duration="200")
    lastfm.faults.add(Fault("error", code=11))
    assert client.get(CURRENT).status == 200
    player.clock.now += 400
    reply = client.get(CURRENT)
    assert Error.model_validate(reply.json).error.status == reply.status == 503
    assert 1 <= int(reply.headers["Retry-After"]) <= 5
