"""Errors of the top items face, all in Spotify's shape, and whose data a key shows."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import bearer
from tests.integration.looking_up.conftest import Clock
from tests.integration.top_items_face.conftest import ARTISTS, TRACKS, Client
from tests.support.broken_database import broken_database
from tests.support.spotify import PAGES, Error, Track, User


@pytest.mark.parametrize(
    ("path", "query", "status", "named"),
    [
        (TRACKS, {"limit": 0}, 400, "limit"),
        (TRACKS, {"limit": 51}, 400, "limit"),
        (TRACKS, {"limit": "ten"}, 400, "limit"),
        (TRACKS, {"offset": -1}, 400, "offset"),
        (TRACKS, {"time_range": "7day"}, 400, "time_range"),
        ("/v1/me/top/albums", {}, 400, "type"),
        ("/v1/tracks/short", {}, 400, "id"),
        ("/v1/tracks/" + "0" * 22, {}, 404, "not found"),
        ("/v1/artists/" + "z" * 22, {}, 404, "not found"),
        ("/v1/albums/" + "z" * 22, {}, 404, "no /v1/albums"),
        ("/v1/me/player", {}, 404, "no /v1/me/player"),
        ("/v1/tracks", {}, 404, "no /v1/tracks"),
        ("/v1/me/top/artists/x", {}, 404, "no /v1/me/top"),
    ],
)
def test_each_wrong_wish_is_told_in_spotifys_shape(
    rj: Client, path: str, query: dict[str, Any], status: int, named: str
) -> None:
    """Status and message, twice the same status, and nothing beside them."""
    reply = rj.get(path, **query)
    told = Error.model_validate(reply.json).error
    assert (reply.status, told.status) == (status, status)
    assert named in told.message


@pytest.mark.parametrize("path", [TRACKS, "/v1/me", "/v1/tracks/" + "0" * 22])
def test_without_a_key_nothing_is_told(rj: Client, lastfm: Simulator, path: str) -> None:
    """401 with Spotify's challenge for no key and for a wrong one."""
    for wrong in ({"Authorization": ""}, bearer("rw_live_" + "0" * 80), bearer("BQD-spotifys")):
        reply = rj.get(path, headers=wrong)
        assert Error.model_validate(reply.json).error.status == reply.status == 401
        assert reply.headers["WWW-Authenticate"] == 'Bearer realm="spotify", error="invalid_token"'
    reply = rj.get("/v1/me/nothing", headers={"Authorization": ""})
    assert Error.model_validate(reply.json).error.status == 401
    assert lastfm.log == []


def test_verbs_and_preflights(rj: Client) -> None:
    """OPTIONS needs no key; another verb is 405 with Allow, in Spotify's shape."""
    for path in (TRACKS, "/v1/me", "/v1/tracks", "/v1/artists/" + "0" * 22):
        preflight = rj.get(path, verb="OPTIONS", headers={"Authorization": ""})
        assert preflight.status == 204
        assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    reply = rj.get(TRACKS, verb="PUT")
    assert Error.model_validate(reply.json).error.status == reply.status == 405
    assert reply.headers["Allow"] == "GET, OPTIONS"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("error", code=8), 502),
        (Fault("error", code=11), 503),
        (Fault("error", code=29), 503),
        (Fault("error", code=17), 502),
        (Fault("error", code=26), 502),
        (Fault("error", code=6), 502),
        (Fault("html"), 502),
        (Fault("truncated"), 502),
        (Fault("drop"), 502),
        (Fault("delay", delay_ms=6000), 503),
    ],
    ids=lambda value: f"{value.kind}{value.code}" if isinstance(value, Fault) else str(value),
)
def test_a_fault_upstream_is_502_or_503(
    rj: Client, lastfm: Simulator, fault: Fault, status: int
) -> None:
    """Whatever Last.fm does: one of the two, with a small whole Retry-After, inside 5 seconds."""
    lastfm.faults.add(fault)
    reply = rj.get()
    assert Error.model_validate(reply.json).error.status == reply.status == status
    assert 1 <= int(reply.headers["Retry-After"]) <= 5


def test_a_spent_limit(
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    lastfm: Simulator,
    clock: Clock,
) -> None:
    """429 with at most five seconds to wait; a page whose look-ups are refused is neutral."""
    assert environment
    monkeypatch.setenv("RATE_LIMIT_CALLS", "3")
    client = Client(lastfm, clock)
    page = client.get(limit=10)
    assert (page.status, len(client.calls)) == (200, 3)
    PAGES["tracks"].validate_python(page.json)
    refused = client.get(ARTISTS)
    assert Error.model_validate(refused.json).error.status == refused.status == 429
    assert refused.headers["Retry-After"] == "5"
    clock.later += 61
    client.get(limit=10)
    assert client.calls == ["track.getInfo"] * 3  # it goes on where it was stopped


def test_without_the_tables_nobody_is_let_in(
    rj: Client,
    monkeypatch: pytest.MonkeyPatch,
    lastfm: Simulator,
    clock: Clock,
) -> None:
    """503 in Spotify's shape: a key that cannot be checked is not believed."""
    with broken_database("InternalServerError", status=500) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
        reply = Client(lastfm, clock, key=rj.key).get()
    assert Error.model_validate(reply.json).error.status == reply.status == 503
    assert 1 <= int(reply.headers["Retry-After"]) <= 5
    assert lastfm.log == []


def test_one_users_key_never_shows_anothers(rj: Client, lastfm: Simulator, clock: Clock) -> None:
    """Lists, profile and ids are the key's holder's, whatever the other one asked for before."""
    newcomer = Client(lastfm, clock, "newcomer")
    ours = rj.get(TRACKS, time_range="long_term", limit=50)
    theirs = newcomer.get(TRACKS, time_range="long_term", limit=50)
    assert ours.json["total"] > 1
    assert theirs.json["total"] == 1
    assert ours.headers["ETag"] != theirs.headers["ETag"]
    held = newcomer.get(
        TRACKS, time_range="long_term", limit=50, headers={"If-None-Match": ours.headers["ETag"]}
    )
    assert (held.status, held.json) == (200, theirs.json)
    assert (rj.get("/v1/me").json["id"], newcomer.get("/v1/me").json["id"]) == ("rj", "newcomer")
    own = theirs.json["items"][0]["id"]
    other = next(item["id"] for item in ours.json["items"] if item["id"] != own)
    assert rj.get(f"/v1/tracks/{other}").status == 200
    assert newcomer.get(f"/v1/tracks/{other}").status == 404


def test_answers_are_private_and_conditional(rj: Client) -> None:
    """private, ETag, Vary: Authorization; a held answer is 304 and costs no call."""
    first = rj.get(limit=3)
    assert first.headers["Cache-Control"].startswith("private, max-age=")
    assert first.headers["Vary"] == "Authorization"
    again = rj.get(limit=3, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text, rj.calls) == (304, "", [])


@pytest.mark.parametrize("path", [TRACKS, ARTISTS])
@pytest.mark.parametrize("time_range", ["short_term", "long_term"])
def test_an_items_href_answers_the_same_item(rj: Client, path: str, time_range: str) -> None:
    """By its address, and by that of each artist in it, an item is what it is in the list."""
    page = rj.get(path, limit=4, offset=9, time_range=time_range).json
    for item in page["items"]:
        assert rj.follow(item["href"]).json == item
        assert len(rj.calls) <= 3  # the first block of each range, once
        for artist in item.get("artists", ()):
            found = rj.follow(artist["href"]).json
            assert (found["id"], found["name"]) == (artist["id"], artist["name"])


def test_an_id_beyond_the_first_block_is_found_while_it_is_stored(
    rj: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With blocks of ten rows, an item of the fourth resolves once its page was asked for."""
    for module in ("lastfm_gateway.core.top_items.paging", "lastfm_gateway.top_items.blocks"):
        monkeypatch.setattr(f"{module}.BLOCK", 10)
    first = {
        item["id"]
        for time_range in ("short_term", "medium_term", "long_term")
        for item in rj.get(limit=10, time_range=time_range).json["items"]
    }
    further = rj.get(limit=20, offset=30, time_range="long_term").json["items"]
    item = next(item for item in further if item["id"] not in first)
    assert rj.follow(item["href"]).json == item
    assert rj.calls == []


def test_who_i_am(rj: Client, lastfm: Simulator, clock: Clock) -> None:
    """Name, id, pictures and page; without a real name the user's name is shown."""
    me = rj.get("/v1/me").json
    User.model_validate(me)
    assert (me["id"], me["display_name"], me["uri"]) == ("rj", "Richard J", "spotify:user:rj")
    assert me["external_urls"] == {"lastfm": "https://www.last.fm/user/rj"}
    assert [image["width"] for image in me["images"]] == [300, 174, 64, 34]
    assert rj.follow(me["href"]).json == me
    assert Client(lastfm, clock, "hermit").get("/v1/me").json["display_name"] == "hermit"


def test_a_hidden_history_has_its_top_lists(lastfm: Simulator, clock: Clock, rj: Client) -> None:
    """Last.fm shows them to everybody: no session is sent."""
    assert rj
    page = Client(lastfm, clock, "hermit").get(time_range="long_term").json
    assert page["total"] > 20
    assert not any("sk" in call.parameters for call in lastfm.log)


def test_nothing_odd_in_a_name_breaks_a_page(rj: Client, lastfm: Simulator) -> None:
    """Names that nobody can ask for, and rows without the least, are shown neutrally."""
    row = {"name": "\u0001", "playcount": "3", "artist": {"name": "?" * 1200}, "duration": ""}
    answer = {"toptracks": {"track": row, "@attr": {"user": "rj", "total": "1"}}}
    lastfm.faults.add(Fault("body", body=json.dumps(answer), method="user.getTopTracks", times=1))
    page = rj.get().json
    PAGES["tracks"].validate_python(page)
    Track.model_validate(page["items"][0])
    assert rj.calls == ["user.getTopTracks"]
