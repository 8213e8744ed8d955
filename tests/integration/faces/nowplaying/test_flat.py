"""The flat object: every key, its forms, its caching, and its errors."""

from collections.abc import Mapping
from typing import Any

import pytest

from lastfm_gateway.faces.nowplaying.endpoints import ANSWER
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Reply, bearer, new_key
from tests.integration.history.support import key_with_session

PATH = "/v1/now-playing"
DOWN = Fault("error", code=11, method="user.getRecentTracks")
TEXTS = ("status", "title", "artist", "album", "text", "image", "url", "artist_url", "user")
SHIELDS = {"schemaVersion", "label", "message", "color", "namedLogo", "cacheSeconds", "isError"}


@pytest.fixture
def key(environment: Mapping[str, str]) -> str:
    """A read key of rj."""
    assert environment
    return new_key()


def play(lastfm: Simulator, artist: str = "Radiohead", track: str = "Creep") -> None:
    """Have Last.fm show a track as playing, which did not go through the gateway."""
    found = lastfm.service.world.catalogue.track(artist, track)
    assert found
    lastfm.service.world.playing["rj"] = found


def get(functions: Functions, key: str, path: str = PATH, form: str = "", etag: str = "") -> Reply:
    """Ask what plays."""
    query = {"format": form} if form else None
    return functions.get(path, query, headers={**bearer(key), "If-None-Match": etag})


def check_shape(content: Mapping[str, Any], more: tuple[str, ...] = ()) -> None:
    """Check that every key is there, and its type: scalars only, texts never null."""
    assert set(content) == {*ANSWER, *more}
    assert all(isinstance(content[name], str) for name in (*TEXTS, *more))
    assert all(isinstance(content[name], bool) for name in ("playing", "loved"))
    assert not any(isinstance(value, dict | list) for value in content.values())


def test_playing_track_with_every_key(functions: Functions, key: str, lastfm: Simulator) -> None:
    """What Last.fm shows as playing, whose start is not known."""
    play(lastfm)
    reply = get(functions, key)
    check_shape(reply.json)
    shown = {name: reply.json[name] for name in ("playing", "status", "title", "artist", "text")}
    assert shown == {
        "playing": True,
        "status": "playing",
        "title": "Creep",
        "artist": "Radiohead",
        "text": "Radiohead \N{EN DASH} Creep",
    }
    assert reply.json["started_at"] is reply.json["played_at"] is reply.json["duration"] is None
    assert reply.headers["Cache-Control"] == "private, max-age=10"
    assert reply.headers["X-Poll-After"] == "10"
    assert "X-Poll-After" in reply.headers["Access-Control-Expose-Headers"]


def test_idle_and_never(functions: Functions, key: str) -> None:
    """The last track with its time; nothing for a user without scrobbles."""
    idle = get(functions, key)
    check_shape(idle.json)
    assert (idle.json["status"], idle.json["playing"]) == ("idle", False)
    assert idle.json["played_at"].endswith("Z")
    assert idle.json["since"] == idle.json["played_at"]
    assert isinstance(idle.json["played_at_unix"], int)
    assert idle.headers["X-Poll-After"] in ("30", "60")
    never = get(functions, new_key(user="silent"))
    check_shape(never.json)
    assert (never.json["status"], never.json["text"], never.json["url"]) == ("never", "", "")


def test_unchanged_answer_is_304(functions: Functions, key: str, lastfm: Simulator) -> None:
    """With the headers of the answer, only if it is asked for; another track is sent again."""
    play(lastfm)
    first = get(functions, key)
    again = get(functions, key, etag=first.headers["ETag"])
    assert (again.status, again.text) == (304, "")
    assert again.headers["X-Poll-After"] == "10"
    other = get(functions, key, form="text", etag=first.headers["ETag"])
    assert (other.status, other.text) == (200, "Radiohead \N{EN DASH} Creep")


@pytest.mark.parametrize("form", ["json", "text", "shields"])
def test_failing_lastfm(functions: Functions, key: str, lastfm: Simulator, form: str) -> None:
    """503 with the same keys, as text too; as a badge, 200 with the keys of shields.io."""
    lastfm.faults.add(DOWN)
    reply = get(functions, key, form=form)
    assert reply.headers["Cache-Control"] == "no-store" or form == "shields"
    if form == "shields":
        assert reply.status == 200
        assert set(reply.json) == SHIELDS
        assert (reply.json["isError"], reply.json["message"]) == (True, "unavailable")
        return
    assert reply.status == 503
    check_shape(reply.json, more=("error",))
    assert reply.json["status"] == "unavailable"


def test_other_errors_have_every_key(functions: Functions, key: str) -> None:
    """No key, an unknown format, and a hidden history."""
    refusals = [
        (functions.get(PATH), 401),
        (get(functions, "rw_live_" + "0" * 80), 401),
        (get(functions, key, form="xml"), 400),
        (get(functions, new_key(user="hermit")), 403),
        (functions.get(PATH, verb="POST", headers=bearer(key)), 405),
    ]
    for reply, status in refusals:
        assert reply.status == status, reply.text
        check_shape(reply.json, more=("error",))


def test_hidden_history_with_session(functions: Functions, lastfm: Simulator, key: str) -> None:
    """The key of somebody who signed in shows it; without a session one call a minute is made."""
    assert key
    assert get(functions, key_with_session(lastfm, "hermit")).json["status"] == "idle"
    lastfm.log.clear()
    without = new_key(user="hermit")
    assert [get(functions, without).status for _ in range(5)] == [403] * 5
    assert len(lastfm.log) == 1
