"""The track that is playing now."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from lastfm_gateway.lastfm.names import identity
from local.simulator import API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, sign_in
from tests.integration.faces.listening.filled import Filled
from tests.integration.faces.listening.support import DAY, Clock, Listener
from tests.support.naive_listening import scrobble
from tests.support.rewind_answers import NowPlaying
from tests.support.tokens import lastfm_token

PLAYING = "/v1/listening/now-playing"


def _play(lastfm: Simulator, artist: str, track: str, user: str = "rj") -> None:
    world = lastfm.service.world
    found = world.catalogue.track(artist, track)
    assert found
    world.playing[user] = found


def _now_playing(listener: Listener) -> dict[str, Any]:
    reply = listener.get(PLAYING)
    assert reply.status == 200
    NowPlaying.model_validate(reply.json)
    answer: dict[str, Any] = reply.json
    return answer


def test_playing_track_has_names_and_no_time(rj: Listener, lastfm: Simulator) -> None:
    """`is_playing` is true, `scrobbled_at` null; the track has no id, its artist and album do."""
    _play(lastfm, "Radiohead", "Creep")
    answer = _now_playing(rj)
    track = answer["track"]
    assert (answer["is_playing"], answer["scrobbled_at"]) == (True, None)
    assert track["name"] == "Creep"
    assert track["url"] == "https://www.last.fm/music/Radiohead/_/Creep"
    assert track["artist"]["id"] == identity("artist", "Radiohead")
    assert track["album"]["id"] == identity("album", "Radiohead", track["album"]["name"])
    assert track["album"]["image"]["cdn_url"]
    assert "id" not in track
    assert rj.calls == 1


@pytest.mark.parametrize("user", ["rj", "leaper", "namesake", "sporadic", "epoch"])
def test_nothing_playing_shows_the_latest_scrobble(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock, user: str
) -> None:
    """The track and its time are those of the newest scrobble."""
    assert environment
    filled = Filled(lastfm, clock, user)
    latest = [scrobble(raw) for raw in filled.raw if raw[0] == filled.raw[-1][0]]
    answer = filled.get("now-playing")
    assert answer["is_playing"] is False
    del answer["track"]["artist"]["apple_music_url"]
    shown = {**answer["track"], "scrobbled_at": answer["scrobbled_at"]}
    for item in latest:
        del item["track"]["id"]
    assert shown in [
        {
            **item["track"],
            "artist": item["artist"],
            "album": item["album"],
            "scrobbled_at": item["scrobbled_at"],
        }
        for item in latest
    ]


def test_user_without_scrobbles_plays_nothing(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> None:
    """The track is null."""
    assert environment
    answer = _now_playing(Listener(lastfm, clock, "silent"))
    assert answer == {"is_playing": False, "track": None, "scrobbled_at": None}


def test_answer_is_stored_nowhere_and_shared_for_seconds(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """`Cache-Control` is no-store; ten seconds later a track that stopped does not play."""
    _play(lastfm, "Radiohead", "Creep")
    reply = rj.get(PLAYING)
    assert reply.headers["Cache-Control"] == "no-store"
    assert "ETag" not in reply.headers
    lastfm.service.world.playing.clear()
    rj.get(PLAYING)
    assert rj.calls == 0
    clock.now += 10
    assert _now_playing(rj)["is_playing"] is False
    assert rj.calls == 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("html"), 502),
        (Fault("error", code=11), 503),
        (Fault("body", body=json.dumps({"recenttracks": {"track": [{"name": 1}]}})), 502),
        (Fault("body", body=json.dumps({"recenttracks": {"track": [{}]}})), 502),
    ],
)
def test_fault_is_an_error_even_if_an_older_answer_is_stored(
    rj: Listener, lastfm: Simulator, clock: Clock, fault: Fault, status: int
) -> None:
    """A failing Last.fm is never told as "not playing", nor as what played before."""
    _play(lastfm, "Radiohead", "Creep")
    assert _now_playing(rj)["is_playing"] is True
    clock.now += 30
    lastfm.faults.add(fault)
    reply = rj.get(PLAYING)
    assert (reply.status, reply.json["status"]) == (status, status)
    assert set(reply.json) == {"error", "status"}


def test_hidden_listening_needs_the_holders_session(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> None:
    """A key without the user's session gets 403, one with it the track."""
    assert environment
    hermit = Listener(lastfm, clock, "hermit")
    assert hermit.get(PLAYING).status == 403
    token = lastfm_token(lastfm)
    lastfm.service.world.tokens.authorise(token, API_KEY, "hermit")
    hermit.key = sign_in(Functions(), token).json["key"]
    assert _now_playing(hermit)["track"]
    assert Listener(lastfm, clock, "hermit").get(PLAYING).status == 403


def test_old_answers_are_of_no_use(rj: Listener, clock: Clock) -> None:
    """A day later the latest scrobble is another one."""
    before = _now_playing(rj)["scrobbled_at"]
    clock.now += DAY
    assert _now_playing(rj)["scrobbled_at"] > before
