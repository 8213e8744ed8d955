"""What profile widgets read, each field as its source does: a missing one fails there, too."""

import random
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from local.simulator import Simulator
from tests.integration.conftest import bearer
from tests.integration.faces.spotify.conftest import Client
from tests.integration.playback.support import Player
from tests.support.clock import StillClock
from tests.support.spotify import User
from tests.support.spotify_player import CurrentlyPlaying, DeviceList, PlaybackState, PlaysPage

CURRENT = "/v1/me/player/currently-playing"
PLAYS = "/v1/me/player/recently-played"


class Widget:
    """A widget's server: it has a refresh token only."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._refresh_token, client.key = client.key, ""

    def refresh(self) -> str:
        """Return an access token, and how long it lasts."""
        basic = "Basic " + b64encode(b"id:secret").decode()
        form = {"grant_type": "refresh_token", "refresh_token": self._refresh_token}
        reply = self._client.refresh(urlencode(form), Authorization=basic).json
        assert reply["expires_in"] + 1 > 1
        assert self._client.calls == []
        return str(reply["access_token"])

    def get(self, path: str, token: str, **query: Any) -> tuple[int, Any]:
        """Return the status of a request, and its body, None for an empty one."""
        reply = self._client.get(path, headers=bearer(token), **query)
        return reply.status, reply.json if reply.text else None


@pytest.fixture
def clock() -> StillClock:
    """A clock that the test moves."""
    return StillClock()


@pytest.fixture(params=["playing", "reported", "idle"])
def widget(
    limited: Callable[[int], Client],
    lastfm: Simulator,
    clock: StillClock,
    request: pytest.FixtureRequest,
) -> Widget:
    """The widget of a user who plays a track that the gateway knows of, or not, or who is idle."""
    assert limited(10_000)
    player = Player(lastfm, clock, "newcomer")
    if request.param != "idle":
        player.now_playing(duration="200")
    if request.param == "reported":  # the note is over, and Last.fm still shows the track
        clock.now += 201
    return Widget(Client(lastfm, clock, "newcomer", key=player.key))


def _item(widget: Widget, token: str, **query: Any) -> dict[str, Any]:
    """Return the object with the item that kittinan's and novatorem's widgets show."""
    status, found = widget.get(CURRENT, token, **query)
    if status == 200:
        return dict(found)
    assert (status, found) == (204, None)
    _, found = widget.get(PLAYS, token, limit=10)
    return {"item": random.choice(found["items"])["track"], "currently_playing_type": "track"}  # noqa: S311


def test_kittinans_profile_card(widget: Widget) -> None:
    """The second picture is there, and a missing progress counts as 0."""
    token = widget.refresh()
    status, profile = widget.get("/v1/me", token)
    assert (status, profile["id"]) == (200, "newcomer")
    data = _item(widget, token, additional_types="track,episode")
    item = data["item"]
    assert data["currently_playing_type"] == "track"
    assert (data.get("progress_ms") or 0) + item["duration_ms"] >= 0
    assert item["name"] + item["artists"][0]["name"]
    assert item["album"]["images"][1]["url"].startswith("https://")
    assert item["uri"].startswith("spotify:track:")


def test_novatorems_card(widget: Widget) -> None:
    """Links are at `spotify`; unknown audio features are 404."""
    token = widget.refresh()
    data = _item(widget, token)
    item = data["item"]
    assert data.get("is_playing", False) in (True, False)
    images = item["album"]["images"]
    assert (images[1] if len(images) > 1 else images[0])["url"]
    assert item["album"]["name"] is not None
    assert item["external_urls"]["spotify"].startswith("https://www.last.fm/music/")
    assert item["artists"][0]["external_urls"]["spotify"].startswith("https://www.last.fm/music/")
    status, error = widget.get(f"/v1/audio-features/{item['id']}", token)
    assert (status, error["error"]["status"]) == (404, 404)


def test_jeffreycas_readme_list(widget: Widget) -> None:
    """Every field of every play, and times that a browser parses."""
    token = widget.refresh()
    _, page = widget.get(PLAYS, token, limit=5)
    for play in page["items"]:
        track = play["track"]
        assert all((track["id"], track["name"], track["artists"][0]["name"]))
        assert [image["url"] for image in track["album"]["images"] if image["width"] > 30]
        assert track["album"]["name"] is not None
        assert track["external_urls"]["spotify"]
        assert track["duration_ms"] >= 0
        assert track["explicit"] is False
        assert datetime.fromisoformat(play["played_at"]).timestamp() > 0
    _, profile = widget.get("/v1/me", token)
    assert profile["display_name"]
    assert all(image["url"] for image in profile["images"])
    status, current = widget.get(CURRENT, token)
    if status == 200:
        assert (current["currently_playing_type"], current["is_playing"]) == ("track", True)
        assert current["item"]["id"]
        assert "progress_ms" in current


def test_nextjs_now_playing(widget: Widget) -> None:
    """It refreshes for each request, and reads the first picture without checking."""
    for _ in range(2):
        status, song = widget.get(CURRENT, widget.refresh())
        if status == 204 or status > 400 or song["item"] is None:
            continue
        assert song["is_playing"] is True
        item = song["item"]
        assert ", ".join(artist["name"] for artist in item["artists"])
        assert item["name"]
        assert item["album"]["name"] is not None
        assert item["album"]["images"][0]["url"]
        assert item["external_urls"]["spotify"]
        assert item["album"]["artists"][0]["external_urls"]["spotify"]
    _, top = widget.get("/v1/me/top/tracks", widget.refresh(), limit=10)
    for track in top["items"]:
        url = track["external_urls"]["spotify"]
        assert all((track["artists"][0]["name"], url, track["name"]))


def test_home_assistant(widget: Widget) -> None:
    """It reads the profile first, then polls everything, by strict models."""
    token = widget.refresh()
    types = {"additional_types": "track,episode"}
    User.model_validate(widget.get("/v1/me", token)[1])
    DeviceList.model_validate(widget.get("/v1/me/player/devices", token)[1])
    PlaysPage.model_validate(widget.get(PLAYS, token, limit=48)[1])
    assert widget.get("/v1/me/top/artists", token, limit=48)[0] == 200
    assert widget.get("/v1/me/top/tracks", token, limit=48)[0] == 200
    for path, model in (("/v1/me/player", PlaybackState), (CURRENT, CurrentlyPlaying)):
        status, found = widget.get(path, token, **types)
        if status == 200:
            model.model_validate(found)
        else:
            assert (status, found) == (204, None)
