"""Rows of the listening face."""

import pytest

from lastfm_gateway.faces.listening.rows import (
    largest_image,
    plays_of_tracks,
    rows_of_list,
    rows_of_plays,
)
from lastfm_gateway.lastfm.names import EntityKind


def test_plays_are_counted_regardless_of_case() -> None:
    """The track now playing does not count, and plays without an album make no album row."""
    listed = [
        {"artist": {"#text": "Air"}, "name": "Run", "@attr": {"nowplaying": "true"}},
        {"artist": {"#text": "Air"}, "name": "Run", "date": {"uts": "5"}, "url": "u"},
        {"artist": {"name": "AIR"}, "name": "run", "date": {"uts": "4"}, "album": {"#text": "X"}},
    ]
    plays = plays_of_tracks(listed)
    assert [play.at for play in plays] == [5, 4]
    [row] = rows_of_plays("track", plays)
    assert (row.name, row.plays, row.url) == ("Run", 2, "u")
    assert [(row.name, row.plays) for row in rows_of_plays("album", plays)] == [("X", 1)]
    assert [row.plays for row in rows_of_plays("artist", plays)] == [2]


def test_placeholder_is_not_an_image() -> None:
    """The largest image is used; Last.fm's star counts as none."""
    star = "https://lastfm.freetls.fastly.net/i/u/300x300/2a96cbd8b46e442fc41c2b86b821562f.png"
    assert largest_image([{"#text": "small"}, {"#text": "large"}, {"#text": ""}]) == "large"
    assert largest_image([{"#text": star}]) is None
    assert largest_image(None) is None


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("artist", "https://www.last.fm/music/Massive+Attack"),
        ("album", "https://www.last.fm/music/Massive+Attack/Mezzanine"),
        ("track", "https://www.last.fm/music/Massive+Attack/_/Mezzanine"),
    ],
)
@pytest.mark.parametrize("told", [{}, {"url": ""}], ids=["none", "empty"])
def test_row_without_a_url_gets_its_pages_url(
    kind: EntityKind, address: str, told: dict[str, str]
) -> None:
    """The URL is built from the row's names, for its kind."""
    name = "Massive Attack" if kind == "artist" else "Mezzanine"
    row = {"name": name, "artist": {"name": "Massive Attack"}, "playcount": "3", **told}
    [made] = rows_of_list(kind, [row])
    assert (made.url, made.plays) == (address, 3)
    [own] = rows_of_list(kind, [{**row, "url": "https://www.last.fm/elsewhere"}])
    assert own.url == "https://www.last.fm/elsewhere"


def test_rows_counted_from_plays_have_their_own_urls() -> None:
    """A scrobble has only its track's URL; album and artist rows get URLs of their own."""
    track = "https://www.last.fm/music/Air/_/La+Femme"
    played = {
        "artist": {"#text": "Air"},
        "album": {"#text": "Moon Safari"},
        "name": "La Femme",
        "date": {"uts": "5"},
        "url": track,
    }
    plays = plays_of_tracks([played])
    assert [row.url for row in rows_of_plays("track", plays)] == [track]
    assert [row.url for row in rows_of_plays("album", plays)] == [
        "https://www.last.fm/music/Air/Moon+Safari"
    ]
    assert [row.url for row in rows_of_plays("artist", plays)] == ["https://www.last.fm/music/Air"]
