"""Quirks of the real service that the simulator copies."""

import json

import pytest

from local.simulator.parts import NO_PICTURE
from tests.unit.simulator.in_process import EVERYTHING, InProcess


def test_single_item_lists_collapse_in_album_getinfo(lastfm: InProcess) -> None:
    """Tracks and tags alike become their one item."""
    album = lastfm.json("album.getInfo", artist="Lone Kettle", album="The Only One")["album"]
    assert album["tracks"]["track"]["name"] == "The Only Song"
    assert album["tags"]["tag"]["name"] == "seen live"


def test_album_without_tags_has_an_empty_string(lastfm: InProcess) -> None:
    """An empty `album.tags` is a string, and `tracks` is missing."""
    album = lastfm.json("album.getInfo", artist="Lone Kettle", album="Untitled Sketches")["album"]
    assert album["tags"] == ""
    assert "tracks" not in album


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("user.getRecentTracks", ("recenttracks", "track")),
        ("user.getFriends", ("friends", "user")),
        ("user.getLovedTracks", ("lovedtracks", "track")),
        ("user.getPersonalTags", ("taggings", "artists", "artist")),
    ],
)
def test_some_lists_of_one_stay_lists(
    lastfm: InProcess, method: str, path: tuple[str, ...]
) -> None:
    """Not every list of one collapses: these were seen as lists."""
    found = lastfm.json(method, **EVERYTHING, limit="1")
    for name in path:
        found = found[name]
    assert isinstance(found, list)
    assert len(found) == 1


def test_older_methods_return_empty_lists(lastfm: InProcess) -> None:
    """An unknown tag has `[]` for tracks, and no error."""
    reply = lastfm.reply("tag.getTopTracks", tag="no such tag")
    tracks = json.loads(reply.body)["tracks"]
    assert (reply.status, tracks["track"], tracks["@attr"]["total"]) == (200, [], "0")


def test_missing_correction_is_white_space(lastfm: InProcess) -> None:
    """artist.getCorrection answers a string of white space for an unknown name."""
    text = lastfm.json("artist.getCorrection", artist="nobody at all")["corrections"]
    assert isinstance(text, str)
    assert text != ""
    assert text.isspace()


def test_some_numbers_are_json_numbers(lastfm: InProcess) -> None:
    """Of all the numbers, these come as JSON numbers."""
    album = lastfm.json("album.getInfo", **EVERYTHING, username="rj")["album"]
    assert all(type(t["@attr"]["rank"]) is int for t in album["tracks"]["track"])
    assert {type(t["duration"]) for t in album["tracks"]["track"]} <= {int, type(None)}
    assert type(album["userplaycount"]) is int
    assert type(lastfm.json("artist.getTopTags", **EVERYTHING)["toptags"]["tag"][0]["count"]) is int
    top = lastfm.json("artist.getTopAlbums", **EVERYTHING)["topalbums"]["album"][0]
    assert type(top["playcount"]) is int
    tag = lastfm.json("tag.getInfo", tag="rock")["tag"]
    assert (type(tag["total"]), type(tag["reach"])) == (int, int)
    tags = lastfm.json("tag.getTopTags")["toptags"]
    assert {type(v) for v in tags["@attr"].values()} == {int}
    assert type(tags["tag"][0]["count"]) is type(tags["tag"][0]["reach"]) is int
    near = lastfm.json("track.getSimilar", **EVERYTHING)["similartracks"]["track"]
    assert type(near[1]["match"]) is float
    assert type(near[1]["duration"]) is type(near[1]["playcount"]) is int
    assert type(lastfm.json("user.getInfo", user="rj")["user"]["registered"]["#text"]) is int


def test_other_numbers_are_strings(lastfm: InProcess) -> None:
    """Every other count is a string."""
    info = lastfm.json("artist.getInfo", artist="Radiohead", username="rj")["artist"]["stats"]
    assert {type(count) for count in info.values()} == {str}
    top = lastfm.json("user.getTopTracks", user="rj", limit="2")["toptracks"]
    assert {type(v) for v in top["@attr"].values()} == {str}
    assert type(top["track"][0]["playcount"]) is str
    assert type(lastfm.json("user.getTopTags", user="rj")["toptags"]["tag"][0]["count"]) is str


def test_now_playing_track_is_an_extra_item(lastfm: InProcess) -> None:
    """limit=1 gives two items; the first has no date, and isn't counted."""
    before = lastfm.json("user.getRecentTracks", user="rj", limit="1")["recenttracks"]["@attr"]
    world = lastfm.service.world
    world.playing["rj"] = world.catalogue.track("Radiohead", "Creep") or pytest.fail("no Creep")
    recent = lastfm.json("user.getRecentTracks", user="rj", limit="1")["recenttracks"]
    playing, played = recent["track"]
    assert (playing["@attr"], "date" in playing) == ({"nowplaying": "true"}, False)
    assert "date" in played
    assert recent["@attr"] == before


def test_now_playing_track_alone_is_no_list(lastfm: InProcess) -> None:
    """recenttracks.track collapses to the one item."""
    world = lastfm.service.world
    world.playing["rj"] = world.catalogue.track("Radiohead", "Creep") or pytest.fail("no Creep")
    found = lastfm.json("user.getRecentTracks", user="rj", to="1000000000")["recenttracks"]
    assert found["track"]["name"] == "Creep"
    assert found["@attr"]["total"] == "0"


def test_extended_changes_the_artist_and_adds_loved(lastfm: InProcess) -> None:
    """extended=1 gives the artist a name and address instead of a text, and the track `loved`."""
    plain = lastfm.json("user.getRecentTracks", user="rj", limit="2")["recenttracks"]["track"][0]
    more = lastfm.json("user.getRecentTracks", user="rj", limit="2", extended="1")
    track = more["recenttracks"]["track"][0]
    assert track["artist"]["name"] == plain["artist"]["#text"]
    assert (track["loved"] in {"0", "1"}, "loved" in plain) == (True, False)


def test_durations_are_milliseconds_in_one_method_only(lastfm: InProcess) -> None:
    """track.getInfo uses milliseconds, the others seconds; 0 is unknown."""
    for track in lastfm.json("user.getTopTracks", user="rj", limit="100")["toptracks"]["track"]:
        names = {"artist": track["artist"]["name"], "track": track["name"]}
        info = lastfm.json("track.getInfo", **names)["track"]
        assert int(info["duration"]) == int(track["duration"]) * 1000
    durations = {t.seconds for t in lastfm.service.world.catalogue.tracks}
    assert 0 in durations
    assert min(durations - {0}) >= 120


def test_artists_have_no_picture_and_albums_have_one(lastfm: InProcess) -> None:
    """Artists' pictures are all the same placeholder; each album has a picture of its own."""
    artist = lastfm.json("artist.getInfo", artist="Björk")["artist"]
    assert all(NO_PICTURE in image["#text"] for image in artist["image"])
    assert [image["size"] for image in artist["image"]][-1] == ""
    albums = lastfm.json("user.getTopAlbums", user="rj", limit="100")["topalbums"]["album"]
    pictures = {album["image"][0]["#text"] for album in albums}
    assert len(pictures) == len(albums)
    assert not any(NO_PICTURE in picture for picture in pictures)


def test_page_0_is_page_1(lastfm: InProcess) -> None:
    """page=0 gives the first page, on newer and older methods."""
    for method in ("user.getTopArtists", "artist.getTopTracks"):
        first = lastfm.json(method, **EVERYTHING, page="1", limit="3")
        assert lastfm.json(method, **EVERYTHING, page="0", limit="3") == first


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "many"])
def test_newer_methods_refuse_limits_out_of_bounds(lastfm: InProcess, limit: str) -> None:
    """Error 400; older methods ignore them."""
    refused = lastfm.reply("user.getTopArtists", user="rj", limit=limit)
    assert (refused.status, json.loads(refused.body)["error"]) == (400, 6)
    assert lastfm.reply("chart.getTopArtists", limit=limit).status == 200


def test_geo_tracks_count_from_0(lastfm: InProcess) -> None:
    """geo.getTopTracks starts its ranks at 0, tag.getTopTracks at 1."""
    geo = lastfm.json("geo.getTopTracks", country="united states")["tracks"]["track"]
    assert [t["@attr"]["rank"] for t in geo[:2]] == ["0", "1"]
    assert lastfm.json("tag.getTopTracks", tag="rock")["tracks"]["track"][0]["@attr"]["rank"] == "1"


def test_special_characters_in_names_are_kept(lastfm: InProcess) -> None:
    """Slashes, ampersands, percent signs, quotes and other scripts are found and come back."""
    for name in ("AC/DC", "Björk", "Tyler, the Creator", "P!nk & Friends", "夜明けの灯"):
        assert lastfm.json("artist.getInfo", artist=name)["artist"]["name"] == name
    for name in ("100% Sure", "Why?", "1 + 1 = 2", 'The "Quoted" One', "<Tag> \\ Back / Slash"):
        found = lastfm.json("track.getInfo", artist="P!nk & Friends", track=name)
        assert found["track"]["name"] == name
    assert lastfm.json("artist.getInfo", artist="ac/dc")["artist"]["url"].endswith("/AC%2FDC")


def test_misspellings_are_corrected(lastfm: InProcess) -> None:
    """GetCorrection always corrects, other methods only with autocorrect=1."""
    fixed = lastfm.json("artist.getCorrection", artist="Radiohea")["corrections"]["correction"]
    assert fixed["artist"]["name"] == "Radiohead"
    fixed = lastfm.json("track.getCorrection", artist="Radiohea", track="Crep")["corrections"]
    assert fixed["correction"]["track"]["name"] == "Creep"
    attributes = {"index": "0", "artistcorrected": "1", "trackcorrected": "1"}
    assert fixed["correction"]["@attr"] == attributes
    assert lastfm.json("artist.getInfo", artist="Radiohea")["error"] == 6
    found = lastfm.json("artist.getInfo", artist="Radiohea", autocorrect="1")
    assert found["artist"]["name"] == "Radiohead"


def test_items_are_found_by_mbid_alone(lastfm: InProcess) -> None:
    """Artists, albums and tracks have mbids."""
    for method, root in (
        ("artist.getInfo", "artist"),
        ("album.getInfo", "album"),
        ("track.getInfo", "track"),
    ):
        by_name = lastfm.json(method, **EVERYTHING)
        assert lastfm.json(method, mbid=by_name[root]["mbid"]) == by_name
