"""What plays is known by the user's notes, else by one call for all readers."""

from unittest.mock import patch

import pytest

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.playback.note import notes_key
from lastfm_gateway.storage.table import Table
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.playback.support import Player
from tests.support.clock import StillClock


@pytest.mark.parametrize("face", ["rest", "webservice", "presigned"])
def test_now_playing_shows_in_the_next_request(player: Player, face: str) -> None:
    """With progress that rises, and without any call but the update."""
    player.now_playing()  # the session's owner is known from now on
    player.calls()
    assert (
        player.now_playing(face=face, track="Venus", album="Talkie Walkie", duration="244") == 200
    )
    player.clock.now += 7
    state = player.read()
    assert (state.status, state.names.track, state.duration) == ("playing", "Venus", 244)
    assert state.progress_ms(player.clock.now) == 7000
    player.clock.now += 100
    assert player.read().progress_ms(player.clock.now) == 107_000
    assert player.calls() == ["track.updateNowPlaying"]


def test_update_with_a_clients_own_key_shows(player: Player) -> None:
    """If Last.fm issued its session through the gateway: else its user is unknown."""
    player.sign_in_with_own_key()
    player.calls()
    assert player.now_playing(face="presigned", track="Venus", duration="244") == 200
    assert player.read().names.track == "Venus"
    assert player.scrobble(face="presigned", track="Venus") == 200
    assert player.read().playcount is None  # Last.fm was never asked
    assert player.calls() == ["track.updateNowPlaying", "track.scrobble"]


def test_track_is_over_by_its_duration(player: Player) -> None:
    """Then Last.fm is asked, in whose answer it may still play."""
    player.now_playing(duration="100")
    player.clock.now += 100
    player.calls()
    assert player.read().started_at is None
    assert player.calls() == ["user.getRecentTracks"]


def test_repeated_update_keeps_the_progress(player: Player) -> None:
    """Some players repeat what is playing each 30 seconds. A track played again starts at 0."""
    for passed in (0, 30, 60, 90):
        assert player.now_playing(track='Say "Venus"', duration="100") == 200
        assert player.read().progress_ms(player.clock.now) == passed * 1000
        player.clock.now += 30 if passed < 90 else 9
    player.now_playing(track='Say "Venus"', duration="100")
    player.clock.now += 5
    assert player.read().progress_ms(player.clock.now) == 5000
    player.now_playing(track="Venus", duration="100")
    player.now_playing(track='Say "Venus"', duration="100")
    assert player.read().progress_ms(player.clock.now) == 0


def test_repeated_update_costs_one_write(player: Player) -> None:
    """It changes nothing and reads nothing, whichever environment gets it."""
    player.now_playing(duration="100")
    player.clock.now += 30
    with patch.object(Table, "update", autospec=True, side_effect=Table.update) as update:
        player.now_playing(duration="100")
    noted = [call for call in update.call_args_list if call.args[1] == notes_key(player.user)]
    assert len(noted) == 1


def test_scrobble_shows_as_the_last_track(player: Player) -> None:
    """A finished listen is the last track at once, without a further call."""
    player.clock.now += 5
    before = player.read().playcount or 0
    player.calls()
    player.clock.now += 1
    player.scrobble(ago=1)
    state = player.read()
    assert (state.names.track, state.played_at) == ("Run", int(player.clock.now) - 1)
    assert state.playcount == before + 1
    assert [each for each in player.calls() if each != "user.getInfo"] == ["track.scrobble"]


def test_readers_share_one_call(player: Player) -> None:
    """Two keys of one user, with and without a session, and several environments."""
    player.calls()
    for key in ("", player.key_without_session()) * 3:
        player.read(key)
    assert player.calls() == ["user.getRecentTracks"]


def test_stale_for_five_minutes_while_lastfm_fails(
    player: Player, lastfm: Simulator, clock: StillClock
) -> None:
    """The last answer is shown for five minutes, then Last.fm's error is raised."""
    shown = player.read()
    lastfm.faults.add(Fault("error", code=11, method="user.getRecentTracks"))
    clock.now += 290
    state = player.read()
    assert state.is_stale
    assert state.names == shown.names
    clock.now += 20
    with pytest.raises(GatewayError):
        player.read()


def test_hidden_history_needs_the_session(
    environment: object, lastfm: Simulator, clock: StillClock
) -> None:
    """A note shows a hidden user's track to keys with the session only."""
    assert environment
    hermit = Player(lastfm, clock, "hermit")
    hermit.now_playing(duration="300")
    assert hermit.read().is_playing
    with pytest.raises(GatewayError) as refused:
        hermit.read(hermit.key_without_session())
    assert refused.value.status == 403
