"""Cursor paging of plays, and track objects of scrobbles."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.spotify import objects
from lastfm_gateway.faces.spotify.ids import identity
from lastfm_gateway.faces.spotify.played_tracks import album_played, track_played
from lastfm_gateway.faces.spotify.plays_page import PlaysRequest, plays_object, plays_request
from lastfm_gateway.faces.spotify.rows import Album
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.plays import Plays
from lastfm_gateway.lastfm.pictures import PLACEHOLDER
from tests.support.spotify_player import PlaysPage, TrackOfItem

BASE = "https://api.example/live"
URL = f"{BASE}/v1/me/player/recently-played"
COVER = "https://lastfm.freetls.fastly.net/i/u/300x300/0123.jpg"
CREEP = TrackNames("Radiohead", "Pablo Honey", "Creep", COVER)


def page(request: PlaysRequest, times: list[int], *, has_more: bool) -> PlaysPage:
    """Return the page of plays at some times, checked as strict clients do."""
    plays = Plays([Scrobble(at, CREEP) for at in times], has_more)
    track = objects.track(track_played(CREEP), album_played(CREEP, Album()), 0, BASE)
    return PlaysPage.model_validate(plays_object(URL, request, plays, [track] * len(times)))


def query(url: str | None) -> dict[str, list[str]]:
    """Return the query of a link."""
    assert url
    assert url.startswith(URL + "?")
    return parse_qs(urlsplit(url).query)


def test_page_leads_into_the_past() -> None:
    """`next` has the oldest play's time as `before`; the cursors are texts of milliseconds."""
    found = page(PlaysRequest(3, None, None), [1763729000, 1763728000], has_more=True)
    assert query(found.next) == {"before": ["1763728000000"], "limit": ["3"]}
    assert query(found.href) == {"limit": ["3"]}
    assert found.cursors
    assert found.cursors.model_dump() == {"after": "1763729000000", "before": "1763728000000"}
    assert found.items[0].played_at == "2025-11-21T12:43:20.000Z"


def test_page_after_a_time_leads_into_the_present() -> None:
    """`next` has the newest play's time as `after`."""
    found = page(PlaysRequest(2, 1000, None), [1763729000, 1763728000], has_more=True)
    assert query(found.next) == {"after": ["1763729000000"], "limit": ["2"]}
    assert query(found.href) == {"after": ["1000"], "limit": ["2"]}


def test_last_and_empty_pages_have_no_next() -> None:
    """An empty page has no cursors either, even if something is said to follow."""
    assert page(PlaysRequest(2, None, 5), [1763729000], has_more=False).next is None
    for has_more in (True, False):
        empty = page(PlaysRequest(2, None, 5), [], has_more=has_more)
        assert (empty.items, empty.next, empty.cursors) == ([], None, None)


@given(st.integers(0, 10**13), st.integers(0, 10**10))
def test_cursors_exclude_themselves(ms: int, second: int) -> None:
    """A second is asked for if its milliseconds lie beyond the cursor."""
    after, before = PlaysRequest(1, ms, None).start, PlaysRequest(1, None, ms).end
    assert after is not None
    assert before is not None
    assert (second >= after) == (second * 1000 > ms)
    assert (second < before) == (second * 1000 < ms)


def test_two_cursors_are_refused() -> None:
    """One of them alone is a request."""
    assert plays_request({"limit": "5", "after": "0"}) == (5, 0, None)
    with pytest.raises(BadRequest):
        plays_request({"limit": "5", "after": "1", "before": "2"})


def _object(names: TrackNames, known: Album) -> TrackOfItem:
    return TrackOfItem.model_validate(
        objects.track(track_played(names), album_played(names, known), 0, BASE)
    )


def test_play_has_the_ids_of_the_top_lists() -> None:
    """The same names are the same track, album and artist everywhere."""
    track = _object(CREEP, Album())
    assert track.id == identity("track", "radiohead", "creep")
    assert track.album.id == identity("album", "radiohead", "pablo honey")
    assert track.external_urls.spotify == "https://www.last.fm/music/Radiohead/_/Creep"
    assert (track.album.name, track.duration_ms) == ("Pablo Honey", 0)


def test_pictures_have_all_sizes_largest_first() -> None:
    """The scrobble's picture is known in one size, and listed in four."""
    images = _object(CREEP, Album()).album.images
    assert [image.width for image in images] == [300, 174, 64, 34]
    assert images[1].url == COVER.replace("300x300", "174s")


def test_play_without_a_picture_has_the_placeholder() -> None:
    """Widgets read the second picture without checking."""
    images = _object(CREEP._replace(image="", album=""), Album()).album.images
    assert len(images) == 4
    assert all(PLACEHOLDER in image.url for image in images)


def test_play_without_an_album_has_an_address_for_it() -> None:
    """The track's, under both keys: widgets read it without checking."""
    names = CREEP._replace(album="")
    album = objects.track(track_played(names), album_played(names, Album()), 0, BASE)["album"]
    page_of_track = "https://www.last.fm/music/Radiohead/_/Creep"
    assert album["external_urls"] == {"lastfm": page_of_track, "spotify": page_of_track}
    assert album["name"] == ""


def test_stored_details_complete_a_play() -> None:
    """Of another album only the length is taken; of the same one all."""
    known = Album("PABLO HONEY", "Radiohead", "https://l/a", ((COVER, 300), (COVER, 64)), 2, 238000)
    plain = CREEP._replace(image="")
    for names in (plain, plain._replace(album="")):
        track = _object(names, known)
        assert (track.track_number, track.duration_ms) == (2, 238_000)
        assert track.album.images[0].url == COVER
        assert track.album.name.casefold() == "pablo honey"
    other = _object(plain._replace(album="The Best Of"), known)
    assert (other.track_number, other.duration_ms) == (0, 238_000)
    assert PLACEHOLDER in other.album.images[0].url
    assert other.album.name == "The Best Of"
