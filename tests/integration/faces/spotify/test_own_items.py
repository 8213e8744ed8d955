"""Items belong to the key's holder, and their addresses resolve."""

import json

import pytest
import tekore  # type: ignore[import-untyped]  # it has no types

from lastfm_gateway.faces.spotify.ids import identity
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.faces.spotify.conftest import ARTISTS, TRACKS, Client
from tests.support.clock import Clock
from tests.support.spotify import PAGES, Track, User


def test_key_never_shows_another_users_items(rj: Client, lastfm: Simulator, clock: Clock) -> None:
    """Lists, profile and ids are the holder's, whatever others requested before."""
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
    """Answers have private, ETag and Vary: Authorization; a 304 costs no call."""
    first = rj.get(limit=3)
    assert first.headers["Cache-Control"].startswith("private, max-age=")
    assert first.headers["Vary"] == "Accept-Encoding, Authorization"
    again = rj.get(limit=3, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text, rj.calls) == (304, "", [])


@pytest.mark.parametrize("path", [TRACKS, ARTISTS])
@pytest.mark.parametrize("time_range", ["short_term", "long_term"])
def test_href_of_an_item_returns_the_same_item(rj: Client, path: str, time_range: str) -> None:
    """The same holds for the href of each of its artists."""
    page = rj.get(path, limit=4, offset=9, time_range=time_range).json
    for item in page["items"]:
        assert rj.follow(item["href"]).json == item
        assert len(rj.calls) <= 3  # the first block of each range, once
        for artist in item.get("artists", ()):
            found = rj.follow(artist["href"]).json
            assert (found["id"], found["name"]) == (artist["id"], artist["name"])


def test_artist_of_a_stored_track_is_found(rj: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Artists outside every block of artists resolve from stored tracks."""
    for module in ("lastfm_gateway.faces.spotify.paging", "lastfm_gateway.faces.spotify.blocks"):
        monkeypatch.setattr(f"{module}.BLOCK", 5)
    ranges = ("short_term", "medium_term", "long_term")
    foremost = {
        item["id"]
        for time_range in ranges
        for item in rj.get(ARTISTS, limit=5, time_range=time_range).json["items"]
    }
    tracks = rj.get(TRACKS, limit=15, offset=30, time_range="long_term").json["items"]
    artists = {artist["id"]: artist for track in tracks for artist in track["artists"]}
    beyond = artists.keys() - foremost
    assert beyond
    for artist_id in beyond:
        assert rj.follow(artists[artist_id]["href"]).json["name"] == artists[artist_id]["name"]


def test_id_beyond_the_first_block_is_found_while_stored(
    rj: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An item of the fourth block resolves once its page was requested."""
    for module in ("lastfm_gateway.faces.spotify.paging", "lastfm_gateway.faces.spotify.blocks"):
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


def test_profile_shows_name_id_and_pictures(rj: Client, lastfm: Simulator, clock: Clock) -> None:
    """Without a real name the user's name is shown."""
    me = rj.get("/v1/me").json
    User.model_validate(me)
    assert (me["id"], me["display_name"], me["uri"]) == ("rj", "Richard J", "spotify:user:rj")
    assert set(me["external_urls"].values()) == {"https://www.last.fm/user/rj"}
    assert (me["account_id"], me["product"]) == (identity("user", "RJ"), "free")
    assert [image["width"] for image in me["images"]] == [300, 174, 64, 34]
    assert rj.follow(me["href"]).json == me
    hermit = Client(lastfm, clock, "hermit").get("/v1/me").json
    assert hermit["display_name"] == "hermit"
    assert hermit["account_id"] != me["account_id"]


@pytest.mark.filterwarnings("ignore::tekore.model.UnknownModelAttributeWarning")
def test_tekore_accepts_every_answer(rj: Client) -> None:
    """The strictest Python client reads profile, pages, tracks and artists."""
    tekore.model.PrivateUser.model_validate(rj.get("/v1/me").json)
    tracks = rj.get(TRACKS, limit=3).json
    tekore.model.FullTrackPaging.model_validate(tracks)
    tekore.model.FullTrack.model_validate(rj.follow(tracks["items"][0]["href"]).json)
    artists = rj.get(ARTISTS, limit=3).json
    tekore.model.FullArtistOffsetPaging.model_validate(artists)


def test_hidden_history_has_its_top_lists(lastfm: Simulator, clock: Clock, rj: Client) -> None:
    """Last.fm shows them to everybody, so no session is sent."""
    assert rj
    page = Client(lastfm, clock, "hermit").get(time_range="long_term").json
    assert page["total"] > 20
    assert not any("sk" in call.parameters for call in lastfm.log)


def test_odd_names_do_not_break_a_page(rj: Client, lastfm: Simulator) -> None:
    """Names that no call can carry and incomplete rows are shown neutrally."""
    row = {"name": "\u0001", "playcount": "3", "artist": {"name": "?" * 1200}, "duration": ""}
    answer = {"toptracks": {"track": row, "@attr": {"user": "rj", "total": "1"}}}
    lastfm.faults.add(Fault("body", body=json.dumps(answer), method="user.getTopTracks", times=1))
    page = rj.get().json
    PAGES["tracks"].validate_python(page)
    Track.model_validate(page["items"][0])
    assert rj.calls == ["user.getTopTracks"]
