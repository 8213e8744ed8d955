"""Malformed responses of Last.fm: never a 500."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from lastfm_gateway.lastfm.names import identity
from local.simulator import Simulator
from local.simulator.faults import Fault
from local.simulator.methods import user_top
from local.simulator.paging import page_of
from tests.integration.faces.listening.support import (
    NOW,
    OF_RJ,
    TRACKS,
    Clock,
    Listener,
    played,
)

GOOD: dict[str, Any] = {"artist": {"name": "Air"}, "name": "Run", "playcount": "1"}
ODD: list[dict[str, Any]] = [
    {"track": [{**GOOD, "name": 5}], "@attr": OF_RJ},
    {"track": [{**GOOD, "artist": 5}], "@attr": OF_RJ},
    {"track": [{**GOOD, "playcount": "many"}], "@attr": OF_RJ},
    {"track": [{"name": "Run"}], "@attr": OF_RJ},
    {"track": ["Run"], "@attr": OF_RJ},
    {"track": [{**GOOD, "image": ["x"]}], "@attr": OF_RJ},
    {"track": [GOOD], "@attr": {"user": "rj"}},
    {"track": [GOOD], "@attr": {**OF_RJ, "total": "many"}},
]


def _body(method: str, answer: dict[str, Any]) -> Fault:
    return Fault("body", method=method, body=json.dumps(answer))


@pytest.mark.parametrize("listed", ODD)
def test_malformed_list_is_502(rj: Listener, lastfm: Simulator, listed: dict[str, Any]) -> None:
    """The error is Last.fm's fault and has the face's shape."""
    lastfm.faults.add(_body("user.getTopTracks", {"toptracks": listed}))
    reply = rj.get(TRACKS)
    assert (reply.status, reply.json["status"]) == (502, 502)


@pytest.mark.parametrize("album", [{"image": []}, {"artist": "Air", "title": 5}, "Moon Safari"])
def test_malformed_lookup_leaves_details_null(rj: Listener, lastfm: Simulator, album: Any) -> None:
    """The list is answered without those details."""
    listed = {"track": [GOOD], "@attr": OF_RJ}
    lastfm.faults.add(_body("user.getTopTracks", {"toptracks": listed}))
    lastfm.faults.add(_body("track.getInfo", {"track": {"name": "Run", "album": album}}))
    reply = rj.get(TRACKS)
    assert reply.status == 200
    assert {row["album_name"] for row in reply.json["data"]} == {None}


def test_artist_on_a_later_short_page_is_found(
    rj: Listener, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library is read to its end, though its pages hold fewer rows than requested."""
    plays = Counter(track.artist.name for _, track in played(lastfm, 0, NOW + 1))
    monkeypatch.setattr(user_top, "page_of", lambda call: replace(page_of(call), size=15))
    last = identity("artist", min(plays, key=lambda name: plays[name]))
    reply = rj.get(TRACKS, date="2026-11-18", artist_id=last)
    assert len(plays) == 40
    assert (reply.status, reply.json["artist_id"]) == (200, last)


@pytest.mark.usefixtures("environment")
def test_list_over_the_rate_limit_is_429(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Retry-After is the limiter's wait, although the list has still more blocks."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "4")
    monkeypatch.setattr("lastfm_gateway.faces.listening.lists.BLOCK", 5)
    listener = Listener(lastfm, clock)
    reply = listener.get(TRACKS, period="overall", artist_name="a")
    assert reply.status == 429
    assert 50 <= int(reply.headers["Retry-After"]) <= 60


def test_list_with_more_blocks_than_calls_is_continued(
    rj: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request keeps the blocks that it read, and the last one answers."""
    monkeypatch.setattr("lastfm_gateway.faces.listening.lists.BLOCK", 100)
    monkeypatch.setattr("lastfm_gateway.faces.listening.routes.MAX_CALLS_PER_REQUEST", 2)
    replies = [rj.get(TRACKS, period="7day", artist_name="a") for _ in range(20)]
    statuses = [reply.status for reply in replies]
    assert statuses == sorted(statuses, reverse=True)
    assert set(statuses) == {503, 200}
    assert replies[0].headers["Retry-After"] == "1"
