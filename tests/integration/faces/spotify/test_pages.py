"""Pages of top items: contents, links and cost."""

import time
from typing import Any

import pytest

from bench.counting import counted
from lastfm_gateway.cache import entity_lookup
from lastfm_gateway.methods.freshness import DAY
from local.simulator import Simulator, session_key
from local.simulator.tops import top_artists, top_tracks
from local.simulator.weeks import period_start
from tests.integration.conftest import Functions
from tests.integration.faces.spotify.conftest import ARTISTS, TRACKS, Client
from tests.support.clock import Clock
from tests.support.holding import held
from tests.support.scrobbles import scrobble
from tests.support.spotify import PAGES

PERIODS = {"short_term": "1month", "medium_term": "6month", "long_term": "overall"}


def _played(lastfm: Simulator, time_range: str) -> Any:
    now = int(time.time())
    history = lastfm.service.world.histories["rj"]
    return history.tracks(period_start(PERIODS[time_range], now), None, now)


@pytest.mark.parametrize("time_range", PERIODS)
def test_tracks_are_ordered_by_plays(rj: Client, lastfm: Simulator, time_range: str) -> None:
    """Names, lengths, albums and pictures are Last.fm's, for all three ranges."""
    truth = top_tracks(_played(lastfm, time_range))
    page = rj.get(time_range=time_range, limit=30).json
    PAGES["tracks"].validate_python(page)
    assert page["total"] == len(truth)
    for item, (track, _) in zip(page["items"], truth[:30], strict=True):
        assert (item["name"], item["artists"][0]["name"]) == (track.name, track.artist.name)
        assert item["duration_ms"] == track.seconds * 1000
        assert item["external_urls"] == {"lastfm": track.url, "spotify": track.url}
        assert track.album
        assert item["album"]["name"] == track.album.name
        assert item["track_number"] == track.album.tracks.index(track) + 1
        widths = [image["width"] for image in item["album"]["images"]]
        assert widths == [300, 174, 64, 34]
        assert track.album.picture in item["album"]["images"][0]["url"]


@pytest.mark.parametrize("time_range", PERIODS)
def test_artists_are_ordered_by_plays(rj: Client, lastfm: Simulator, time_range: str) -> None:
    """Names and genres are Last.fm's for all three ranges; artists have no pictures."""
    truth = top_artists(_played(lastfm, time_range))
    page = rj.get(ARTISTS, time_range=time_range, limit=50).json
    PAGES["artists"].validate_python(page)
    assert page["total"] == len(truth)
    assert [item["name"] for item in page["items"]] == [artist.name for artist, _ in truth[:50]]
    for item, (artist, _) in zip(page["items"], truth, strict=False):
        assert item["genres"] == [tag.lower() for tag in artist.tags][:5]
        assert item["images"] == []


def test_default_is_the_first_twenty_of_six_months(rj: Client) -> None:
    """These are Spotify's defaults."""
    page, same = rj.get().json, rj.get(time_range="medium_term", limit=20, offset=0).json
    assert page == same
    assert (len(page["items"]), page["limit"], page["offset"], page["previous"]) == (
        20,
        20,
        0,
        None,
    )


@pytest.mark.parametrize("path", [TRACKS, ARTISTS])
def test_cold_page_of_fifty_costs_51_calls_and_a_warm_one_none(rj: Client, path: str) -> None:
    """The warm page takes one table request, and both answers are equal."""
    cold = rj.get(path, limit=50)
    assert 20 < len(rj.calls) <= 51
    assert cold.headers["X-Cache"] == "MISS"
    with counted() as units:
        warm = rj.get(path, limit=50)
    assert (rj.calls, units.names, warm.headers["X-Cache"]) == ([], ["BatchGetItem"], "HIT")
    assert warm.json == cold.json
    assert len(warm.json["items"]) == min(50, warm.json["total"])


def test_other_offsets_of_a_block_cost_no_list_call(rj: Client) -> None:
    """They cost only lookups for their own tracks."""
    total = rj.get(time_range="long_term", limit=1).json["total"]
    assert rj.calls.count("user.getTopTracks") == 1
    for offset in (1, total // 2, total - 3):
        rj.get(time_range="long_term", limit=3, offset=offset)
        assert set(rj.calls) <= {"track.getInfo", "album.getInfo"}
        rj.get(time_range="long_term", limit=3, offset=offset)
        assert rj.calls == []


def test_block_shares_its_entry_with_the_rest_face(rj: Client, functions: Functions) -> None:
    """An answer that `/user/getTopTracks` stored is not fetched again."""
    query = {"user": "rj", "period": "6month", "limit": "1000"}
    assert functions.get("/user/getTopTracks", query).status == 200
    rj.get(limit=5)
    assert "user.getTopTracks" not in rj.calls


def test_next_and_previous_walk_the_whole_list(rj: Client) -> None:
    """Links are absolute, and all pages together are the list without repetition."""
    page = rj.get(ARTISTS, limit=7).json
    names, last = [item["name"] for item in page["items"]], page
    while page["next"]:
        last = page = rj.follow(page["next"]).json
        names += [item["name"] for item in page["items"]]
        assert rj.follow(page["href"]).json == page
    assert len(names) == len(set(names)) == page["total"]
    assert [i["name"] for i in rj.follow(last["previous"]).json["items"]] == names[
        last["offset"] - 7 : last["offset"]
    ]


@pytest.mark.parametrize("offset", [10_000, 10**9])
def test_page_past_the_end_is_empty(rj: Client, offset: int) -> None:
    """It is 200 with the true total and a link back, and costs no lookups."""
    total = rj.get(limit=1).json["total"]
    page = rj.get(offset=offset).json
    assert (page["items"], page["next"], page["total"]) == ([], None, total)
    assert rj.calls == []
    assert rj.follow(page["previous"]).json["items"]


def test_unanswered_lookups_leave_neutral_items_until_next_time(
    rj: Client, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is complete in form; the next one has the details."""
    rj.get(limit=1)
    assert 1 < entity_lookup.LOOKUP_SECONDS <= 2.5
    with held(lastfm, "track.getInfo"), monkeypatch.context() as briefly:
        briefly.setattr("lastfm_gateway.faces.spotify.top_items.LOOKUP_SECONDS", 0.05)
        page = rj.get(limit=10, offset=5)
    PAGES["tracks"].validate_python(page.json)
    assert {item["album"]["name"] for item in page.json["items"]} == {""}
    assert {item["album"]["total_tracks"] for item in page.json["items"]} == {0}
    assert page.headers["Cache-Control"] == "no-store"
    clock.later += 6  # the breaker is open for five seconds
    whole = rj.get(limit=10, offset=5).json
    assert all(item["album"]["name"] and item["track_number"] for item in whole["items"])


def test_album_sizes_use_the_calls_left_over(rj: Client, clock: Clock) -> None:
    """A page of ten has them at once, and one of fifty when its list is renewed."""
    page = rj.get(limit=10).json
    assert all(item["album"]["total_tracks"] > 1 for item in page["items"])
    assert len(rj.calls) <= 21
    fifty = rj.get(limit=50, offset=100).json
    assert any(item["album"]["total_tracks"] == 0 for item in fifty["items"])
    assert len(rj.calls) <= 51
    clock.later += 1801
    for item in rj.get(limit=50, offset=100).json["items"]:
        assert item["album"]["total_tracks"] > 0
    assert len(rj.calls) <= 51


def test_page_fetches_its_album_sizes_after_another_page_renewed_the_list(
    rj: Client, clock: Clock
) -> None:
    """A renewed list does not hide what this page lacks."""
    rj.get(limit=50, offset=50)
    assert rj.get(limit=20, offset=60).json["items"][-1]["album"]["total_tracks"] == 0
    assert rj.calls == []
    clock.later += 1801
    rj.get(limit=1)
    assert "user.getTopTracks" in rj.calls
    page = rj.get(limit=20, offset=60)
    assert "user.getTopTracks" not in rj.calls
    assert all(item["album"]["total_tracks"] > 0 for item in page.json["items"])


def test_scrobble_through_the_gateway_shows_at_once(
    functions: Functions, lastfm: Simulator, clock: Clock
) -> None:
    """A stored page is composed again when its user has scrobbled since."""
    newcomer = Client(lastfm, clock, "newcomer")
    first = newcomer.get(time_range="long_term", limit=3)
    assert newcomer.get(time_range="long_term", limit=3).headers["X-Cache"] == "HIT"
    session = session_key("newcomer")
    assert scrobble(functions, "Never Heard Before", sk=session).status == 200
    again = newcomer.get(time_range="long_term", limit=3)
    assert again.headers["X-Cache"] == "MISS"
    assert again.json["total"] == first.json["total"] + 1


def test_lookups_outlive_the_list(rj: Client, clock: Clock) -> None:
    """A day later the list is fetched again, and none of its lookups."""
    rj.get(limit=20)
    clock.later += DAY
    rj.get(limit=20)
    assert set(rj.calls) <= {"user.getTopTracks", "track.getInfo", "album.getInfo"}
    assert rj.calls.count("user.getTopTracks") == 1
    assert len(rj.calls) < 15  # only for items new in the list


def test_page_may_span_two_blocks(rj: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """With blocks of thirty rows, a page from 25 has rows of both."""
    whole = rj.get(time_range="long_term", limit=50, offset=15).json
    for module in ("lastfm_gateway.faces.spotify.paging", "lastfm_gateway.faces.spotify.blocks"):
        monkeypatch.setattr(f"{module}.BLOCK", 30)
    cut = rj.get(time_range="long_term", limit=40, offset=25).json
    assert [i["id"] for i in cut["items"]] == [i["id"] for i in whole["items"]][10:50]
    assert rj.calls.count("user.getTopTracks") == 3
    assert len(rj.calls) <= 51
