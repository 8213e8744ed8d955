"""The three lists against the models of Rewind's own client."""

import json
from typing import Any

import pytest

from lastfm_gateway.lastfm.pictures import PLACEHOLDER
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.faces.listening.support import ARTISTS, OF_RJ, TRACKS, Listener
from tests.support.rewind import LISTS


def _body(method: str, answer: dict[str, Any]) -> Fault:
    return Fault("body", method=method, body=json.dumps(answer))


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize(
    "query",
    [{}, {"period": "12month", "include_sparklines": "true"}, {"date": "2026-11-18"}, {"page": 99}],
)
def test_every_list_has_the_shape_that_the_client_requires(
    rj: Listener, listed: str, query: dict[str, Any]
) -> None:
    """Periods, ranges, sparklines and empty pages have every field with its type."""
    reply = rj.get(f"/v1/listening/top/{listed}", **query)
    assert reply.status == 200
    LISTS[listed].model_validate(reply.json)


def test_picture_has_its_address_under_both_names(rj: Listener) -> None:
    """`cdn_url` and `url` are equal, and fields that Last.fm lacks are null."""
    pictures = [row["image"] for row in rj.get(TRACKS, period="overall", limit=50).json["data"]]
    found = [picture for picture in pictures if picture]
    assert found
    for picture in found:
        assert picture["cdn_url"] == picture["url"]
        assert PLACEHOLDER not in picture["url"]
        unknown = {name: value for name, value in picture.items() if name not in ("cdn_url", "url")}
        assert unknown == {"thumbhash": None, "dominant_color": None, "accent_color": None}


def test_track_without_a_picture_has_null(rj: Listener, lastfm: Simulator) -> None:
    """Last.fm's placeholder counts as no picture. Tracks of the history are not looked up."""
    placeholder = [{"#text": f"https://host/i/u/300x300/{PLACEHOLDER}.png", "size": "extralarge"}]
    album = {"artist": "Air", "title": "Moon Safari", "image": placeholder}
    lastfm.faults.add(_body("track.getInfo", {"track": {"name": "Run", "album": album}}))
    listed = {"track": [{"artist": {"name": "Air"}, "name": "Run", "playcount": "1"}]}
    lastfm.faults.add(_body("user.getTopTracks", {"toptracks": {**listed, "@attr": OF_RJ}}))
    [row] = rj.get(TRACKS).json["data"]
    assert (row["image"], row["album_name"]) == (None, "Moon Safari")
    assert rj.lookups == 1


@pytest.mark.parametrize("tags", [[], [{"name": "", "count": 100}]])
def test_artist_without_tags_has_a_null_genre(
    rj: Listener, lastfm: Simulator, tags: list[Any]
) -> None:
    """An unknown genre is null, never an empty text."""
    lastfm.faults.add(_body("artist.getTopTags", {"toptags": {"tag": tags, "@attr": {}}}))
    assert {row["genre"] for row in rj.get(ARTISTS).json["data"]} == {None}


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("true", True), ("1", True)]
    + [(text, False) for text in ("false", "0", "TRUE", "yes", "on", "maybe", "", " ", "\ufffd")],
)
def test_sparklines_are_on_for_true_and_1_only(rj: Listener, sent: str, shown: bool) -> None:  # noqa: FBT001
    """Every other value means off, even a blank one, and none is refused."""
    reply = rj.get(TRACKS, include_sparklines=sent)
    assert reply.status == 200
    assert [("sparkline" in row) for row in reply.json["data"]] == [shown] * 10


def test_equal_values_of_a_switch_share_an_entry(rj: Listener) -> None:
    """`1` after `true` is a hit."""
    rj.get(TRACKS, include_sparklines="true")
    assert rj.get(TRACKS, include_sparklines="1").headers["X-Cache"] == "HIT"
