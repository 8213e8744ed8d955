"""Ids, paging and objects of the top items."""

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.faces.spotify import objects
from lastfm_gateway.faces.spotify.ids import identity, is_id
from lastfm_gateway.faces.spotify.paging import BLOCK, PageRequest, paging_object, slices_of
from lastfm_gateway.faces.spotify.rows import (
    Album,
    Artist,
    Track,
    count_tracks,
    parse_album,
    parse_block,
    parse_genres,
)
from tests.support import spotify

BASE = "https://api.example/live"
CREEP = Track("Creep", "https://l/creep", Artist("Radiohead", "https://l/radiohead"), 238)
names = st.text(min_size=1, max_size=20)


@given(names, names)
def test_ids_have_spotifys_form_and_differ_by_kind(artist: str, title: str) -> None:
    """They have 22 characters; a track, its artist and an album of that name differ."""
    ids = {
        identity("track", artist, title),
        identity("album", artist, title),
        identity("artist", artist),
    }
    assert len(ids) == 3
    assert all(is_id(each) for each in ids)


def test_ids_never_change() -> None:
    """Clients store them; they are case-insensitive."""
    assert identity("track", "Radiohead", "Creep") == identity("track", "RADIOHEAD ", "creep")
    assert identity("track", "Radiohead", "Creep") == "7Mkl6VNB7L4wT2Wc5G34yt"
    assert (
        identity("artist", "Björk") == identity("artist", "Bjo\u0308rk") == "4cnqI8Qm4yBd5HZQcPFPWl"
    )


def test_other_text_is_no_id() -> None:
    """The length and the characters are checked, and nothing may precede or follow."""
    for text in ("", "0" * 21, "0" * 23, "0" * 21 + "-", "0" * 22 + "\n", "\u0660" * 22):
        assert not is_id(text)


@given(st.integers(0, 5000), st.integers(1, 50), st.integers(0, 5000))
def test_slices_make_up_the_page(offset: int, limit: int, total: int) -> None:
    """Their rows are those from `offset` on, and none past the end of the list."""
    rows = [
        cut.block * BLOCK + place
        for cut in slices_of(offset, limit, total)
        for place in range(cut.start, cut.end)
    ]
    assert rows == list(range(offset, min(offset + limit, total)))
    assert len(slices_of(offset, limit, total)) <= 2


@given(st.integers(1, 50), st.integers(0, 300), st.integers(0, 300))
def test_paging_links_lead_to_the_adjacent_pages(limit: int, offset: int, total: int) -> None:
    """`next` starts after this page's last row and `previous` before its first; else null."""
    page = paging_object(f"{BASE}/x", PageRequest("long_term", limit, offset), total, [])
    wish = f"{BASE}/x?time_range=long_term&limit={limit}&offset="
    assert page["href"] == f"{wish}{offset}"
    more = offset + limit < total
    assert page["next"] == (f"{wish}{offset + limit}" if more else None)
    if offset == 0 or total == 0:
        assert page["previous"] is None
    else:
        assert 0 <= int(page["previous"].removeprefix(wish)) < min(offset, total)


def test_track_without_details_has_neutral_values() -> None:
    """Every field that strict clients require is there."""
    told = objects.track(CREEP, Album(), 0, BASE)
    spotify.Track.model_validate(told)
    assert told["duration_ms"] == 238_000
    assert (told["track_number"], told["popularity"], told["explicit"]) == (0, 0, False)
    assert (told["album"]["name"], told["album"]["images"]) == ("", [])
    assert told["album"]["release_date"] == "0000"
    assert told["href"] == f"{BASE}/v1/tracks/{CREEP.id}"


def test_track_on_another_artists_album() -> None:
    """The album has its own artist; a length missing in the list comes from the lookup."""
    album = Album("Hits", "Various", "https://l/Various/Hits", (("https://i/1", 300),), 4, 9000)
    told = objects.track(CREEP._replace(seconds=0), album, 12, BASE)
    spotify.Track.model_validate(told)
    assert told["album"]["artists"][0]["name"] == "Various"
    assert told["album"]["id"] == identity("album", "Various", "Hits")
    assert (told["album"]["total_tracks"], told["track_number"]) == (12, 4)
    assert told["duration_ms"] == 9000
    of_artist = told["album"]["artists"][0]["external_urls"]
    assert of_artist == {"lastfm": "https://l/Various", "spotify": "https://l/Various"}


def test_album_without_a_page_has_no_links() -> None:
    """Empty URLs are left out, and the artist's URL is built from the name."""
    told = objects.track(CREEP, Album("Hits", "Various"), 0, BASE)
    spotify.Track.model_validate(told)
    assert told["album"]["external_urls"] == {}
    [various] = told["album"]["artists"]
    assert various["external_urls"]["spotify"] == "https://www.last.fm/music/Various"


def test_missing_parts_count_as_unknown() -> None:
    """Empty, blank and missing parts of a response are no errors."""
    assert parse_album({}) == parse_album({"track": {}}) == Album()
    assert parse_album({"track": {"duration": "5000", "album": ""}}) == Album(milliseconds=5000)
    assert parse_album({"track": {"album": {"title": "A"}}}).name == "A"
    assert count_tracks({}) == count_tracks({"album": {"name": "A"}}) == 0
    assert parse_genres({}) == parse_genres({"toptags": {"tag": []}}) == []
    row = {"name": "A", "playcount": "1"}
    assert parse_block({"topartists": {"artist": [row], "@attr": {"total": "7"}}}) == (
        [Artist("A", "https://www.last.fm/music/A")],
        7,
    )


def test_genres_are_the_most_used_tags() -> None:
    """There are at most five, in lower case."""
    tags = [{"name": f"Tag {n}", "count": 100 - n} for n in range(9)]
    assert parse_genres({"toptags": {"tag": tags}}) == [f"tag {n}" for n in range(5)]
