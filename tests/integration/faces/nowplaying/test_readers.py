"""The readers of the flat object, each reading as it does: what it needs is there."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from lastfm_gateway.faces.nowplaying.flat import MAX_TEXT, badge, flat, unavailable
from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.playback.state import Playback
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Reply, bearer, new_key
from tests.integration.faces.nowplaying.test_flat import PATH, get, play

STATES = ("playing", "idle", "never", "failing")


@pytest.fixture(params=STATES)
def reply(functions: Functions, lastfm: Simulator, request: pytest.FixtureRequest) -> Reply:
    """The answer in each state."""
    return _reply(functions, lastfm, request.param)


@pytest.fixture(params=STATES)
def badge_reply(
    functions: Functions, lastfm: Simulator, request: pytest.FixtureRequest
) -> tuple[str, Reply]:
    """A badge in each state, with the state."""
    return request.param, _reply(functions, lastfm, request.param, form="shields")


def _reply(functions: Functions, lastfm: Simulator, state: str, form: str = "") -> Reply:
    if state == "playing":
        play(lastfm)
    if state == "failing":
        lastfm.faults.add(Fault("error", code=11))
    return get(functions, new_key(user="silent" if state == "never" else "rj"), form=form)


def test_glance(reply: Reply) -> None:
    """Go templates read by path, with "", 0 and false for what is missing or null."""
    content = json.loads(reply.text)  # an answer that is no JSON shows its status alone
    strings = [content.get(path) or "" for path in ("title", "artist", "image", "status")]
    assert all(isinstance(each, str) for each in strings)
    if reply.status == 200 and content["played_at"]:
        rfc3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
        assert re.fullmatch(rfc3339, content["played_at"])
    assert (reply.status == 200) == (content["status"] != "unavailable")


def test_homepage(reply: Reply) -> None:
    """Mappings compare with ===, durations are seconds, and `error` is an error."""
    if reply.status >= 400:
        return  # it shows an error of its own
    content = json.loads(reply.text)
    assert "error" not in content
    remap = {"true": "Playing", "false": "Idle"}
    assert isinstance(content["playing"], bool)
    assert remap[json.dumps(content["playing"])] in ("Playing", "Idle")
    for field in ("duration", "playcount"):
        assert content[field] is None or type(content[field]) is int
    for field in ("played_at", "started_at", "updated_at"):
        assert content[field] is None or datetime.fromisoformat(content[field]).tzinfo
    four = [content[field] for field in ("title", "artist", "album", "status")]
    assert all(isinstance(each, str) for each in four)


def test_dakboard(functions: Functions, reply: Reply) -> None:
    """A flat list of names and values, of which texts are printed; or plain text alone."""
    content = json.loads(reply.text)
    pairs = {name: value for name, value in content.items() if not isinstance(value, dict | list)}
    assert pairs == content
    printed = ("title", "artist", "album", "text", "image", "url", "artist_url", "user", "user_url")
    assert "null" not in {json.dumps(content[name]) for name in printed}
    assert not any(re.search(r"^\d|\d$", name) for name in content)
    text = get(functions, new_key(), form="text")
    if text.status == 200:
        assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (text.status == 200) == (reply.status == 200)


def test_home_assistant(reply: Reply) -> None:
    """A state of up to 255 characters, and attributes by name."""
    value_json = json.loads(reply.text)
    assert 0 < len(value_json["status"]) <= 255
    assert len(value_json["text"]) <= 255
    attributes = {name: value_json[name] for name in ("title", "artist", "album", "image", "loved")}
    assert None not in attributes.values()


def test_shields(badge_reply: tuple[str, Reply]) -> None:
    """Unknown keys and empty messages are refused, and any status but 200 shows no badge."""
    state, reply = badge_reply
    assert reply.status == 200
    content = json.loads(reply.text)
    _check_badge(content)
    words = {"idle": "not playing", "never": "not playing", "failing": "unavailable"}
    assert content["message"] == words.get(state, "Radiohead \N{EN DASH} Creep")
    assert content["color"] == ("d51007" if state == "playing" else "lightgrey")
    assert content.get("isError", False) == (state == "failing")


def _check_badge(content: Mapping[str, Any]) -> None:
    types = {
        **dict.fromkeys(("label", "message", "color", "labelColor", "namedLogo"), str),
        **dict.fromkeys(("logoSvg", "logoColor", "style"), str),
        **dict.fromkeys(("schemaVersion", "cacheSeconds"), int),
        "isError": bool,
    }
    assert set(content) <= set(types)
    assert all(type(value) is types[name] for name, value in content.items())
    assert content["schemaVersion"] == 1
    assert content["message"]
    assert content["cacheSeconds"] >= 300


def test_web_page(functions: Functions, lastfm: Simulator) -> None:
    """A page of any origin may send a key and If-None-Match, and reads when to ask again."""
    play(lastfm)
    key = new_key()
    preflight = functions.get(PATH, verb="OPTIONS", headers={"Origin": "https://example.org"})
    assert preflight.status == 204
    allowed = preflight.headers["Access-Control-Allow-Headers"]
    assert {"Authorization", "If-None-Match"} <= set(allowed.split(", "))
    first = functions.get(PATH, headers={**bearer(key), "Origin": "https://example.org"})
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    exposed = first.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "X-Poll-After", "X-Cache"} <= set(exposed)
    again = get(functions, key, etag=first.headers["ETag"])
    assert (again.status, again.headers["X-Poll-After"]) == (304, "10")


def test_long_names_are_cut() -> None:
    """In texts only, at 250 characters."""
    state = Playback("playing", TrackNames("A" * 300, "", "T" * 300, ""), "")
    content = flat(state, "rj")
    assert len(content["text"]) == MAX_TEXT
    assert content["text"].endswith("…")
    assert len(content["title"]) == 300
    _check_badge(badge(content))
    _check_badge(badge(unavailable("why")))
