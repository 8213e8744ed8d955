"""Reads of the simulator."""

from typing import TYPE_CHECKING

import pytest

from local.simulator.artists import ARTISTS
from tests.unit.simulator.in_process import EVERYTHING, InProcess

if TYPE_CHECKING:
    from local.simulator.world import Item


@pytest.mark.parametrize(
    ("method", "root", "kind"),
    [
        ("artist.getTopTracks", "toptracks", "track"),
        ("chart.getTopTracks", "tracks", "track"),
        ("geo.getTopArtists", "topartists", "artist"),
        ("tag.getTopAlbums", "albums", "album"),
        ("user.getTopTracks", "toptracks", "track"),
        ("user.getLovedTracks", "lovedtracks", "track"),
        ("user.getRecentTracks", "recenttracks", "track"),
    ],
)
def test_pages_add_up_to_the_list(lastfm: InProcess, method: str, root: str, kind: str) -> None:
    """Three pages of four hold what one page of twelve holds, with the count of pages."""
    whole = lastfm.json(method, **EVERYTHING, limit="12")[root]
    pages = [lastfm.json(method, **EVERYTHING, limit="4", page=p)[root] for p in "123"]
    assert [item for page in pages for item in page[kind]] == whole[kind]
    total = int(whole["@attr"]["total"])
    assert total >= 12
    assert {page["@attr"]["totalPages"] for page in pages} == {str(-(-total // 4))}
    beyond = lastfm.json(method, **EVERYTHING, limit="12", page="90000")[root]
    assert (beyond[kind], beyond["@attr"]["total"]) == ([], str(total))


def test_searches_find_parts_of_names(lastfm: InProcess) -> None:
    """Any part in any case is found, most played first; the counts describe the page."""
    found = lastfm.json("artist.search", artist="RADIO")["results"]
    assert [a["name"] for a in found["artistmatches"]["artist"]] == ["Radiohead"]
    assert found["opensearch:totalResults"] == "1"
    page = lastfm.json("album.search", album="o", limit="5", page="2")["results"]
    assert page["opensearch:startIndex"] == "5"
    assert len(page["albummatches"]["album"]) == 5
    query = {"track": "r", "artist": "radiohead"}
    tracks = lastfm.json("track.search", **query)["results"]["trackmatches"]["track"]
    assert {track["artist"] for track in tracks} == {"Radiohead"}
    listeners = [int(track["listeners"]) for track in tracks]
    assert listeners == sorted(listeners, reverse=True)


def test_similar_items_are_ordered_by_match(lastfm: InProcess) -> None:
    """The first has match 1, the others less and less, and no item is similar to itself."""
    artists = lastfm.json("artist.getSimilar", artist="Radiohead")["similarartists"]["artist"]
    tracks = lastfm.json("track.getSimilar", **EVERYTHING)["similartracks"]["track"]
    for items, itself in ((artists, "Radiohead"), (tracks, "Creep")):
        matches = [float(item["match"]) for item in items]
        assert matches[0] == 1
        assert matches == sorted(matches, reverse=True)
        assert itself not in {item["name"] for item in items}
    few = lastfm.json("artist.getSimilar", artist="Radiohead", limit="2")["similarartists"]
    assert few["artist"] == artists[:2]


def test_lang_changes_the_texts(lastfm: InProcess) -> None:
    """Artists, albums and tags have texts in several languages."""
    for method, path in (
        ("artist.getInfo", ("artist", "bio")),
        ("album.getInfo", ("album", "wiki")),
        ("tag.getInfo", ("tag", "wiki")),
    ):
        root, text = path
        plain = lastfm.json(method, **EVERYTHING)[root][text]["summary"]
        assert (
            lastfm.json(method, **EVERYTHING, lang="de")[root][text]["summary"] == f"[de] {plain}"
        )


def test_recenttracks_adds_each_friends_newest_scrobble(lastfm: InProcess) -> None:
    """A friend who hides it has none."""
    friends = lastfm.json("user.getFriends", user="rj", recenttracks="1")["friends"]["user"]
    shown = {friend["name"]: "recenttrack" in friend for friend in friends}
    assert shown == {"hermit": False, "newcomer": True}
    plain = lastfm.json("user.getFriends", user="rj")["friends"]["user"]
    assert not any("recenttrack" in friend for friend in plain)


def test_tag_charts_agree(lastfm: InProcess) -> None:
    """tag.getInfo, chart.getTopTags and tag.getTopTags agree on a tag's uses and users."""
    info = lastfm.json("tag.getInfo", tag="ROCK")["tag"]
    chart = lastfm.json("chart.getTopTags", limit="100")["tags"]["tag"]
    tags = lastfm.json("tag.getTopTags", num_res="100")["toptags"]
    in_chart = next(tag for tag in chart if tag["name"] == "rock")
    in_tags = next(tag for tag in tags["tag"] if tag["name"] == "rock")
    assert (in_chart["taggings"], in_chart["reach"]) == (str(info["total"]), str(info["reach"]))
    assert (in_tags["count"], in_tags["reach"]) == (info["total"], info["reach"])
    window = lastfm.json("tag.getTopTags", num_res="3", offset="2")["toptags"]
    assert window["tag"] == tags["tag"][2:5]
    assert window["@attr"] == {"offset": 2, "num_res": 3, "total": tags["@attr"]["total"]}


def test_countries_have_charts_of_their_own(lastfm: InProcess) -> None:
    """Two countries rank the same tracks differently."""
    charts = [
        [t["name"] for t in lastfm.json("geo.getTopTracks", country=country)["tracks"]["track"]]
        for country in ("Canada", "United States")
    ]
    assert charts[0] != charts[1]


def test_catalogue_has_its_documented_size(lastfm: InProcess) -> None:
    """Forty artists, about ninety albums and five hundred tracks; some without mbid."""
    catalogue = lastfm.service.world.catalogue
    albums = [album for artist in catalogue.artists for album in artist.albums]
    assert len(catalogue.artists) == len(ARTISTS) == 40
    assert 85 <= len(albums) <= 95
    assert 480 <= len(catalogue.tracks) <= 530
    assert 0 < sum(not track.mbid for track in catalogue.tracks) < 150
    items: list[Item] = [*catalogue.artists, *albums, *catalogue.tracks]
    mbids = [item.mbid for item in items if item.mbid]
    assert len(set(mbids)) == len(mbids)
