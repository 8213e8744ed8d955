"""Rows of the listening face."""

import pytest

from lastfm_gateway.faces.listening.rows import largest_image, row_of_counts, rows_of_list
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.lastfm.names import EntityKind
from tests.unit.history.support import KINDS, in_columns


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


def test_rows_counted_from_scrobbles_have_their_pages_urls() -> None:
    """A stored scrobble has no URLs: each row gets that of its own page, and "" is no image."""
    names = TrackNames("Air", "Moon Safari", "La Femme", "")
    counted = Counts(in_columns([Scrobble(5, names)]))
    shown = {kind: row_of_counts(counted.rows(kind)[0]) for kind in KINDS}
    assert {kind: row.url for kind, row in shown.items()} == {
        "artist": "https://www.last.fm/music/Air",
        "album": "https://www.last.fm/music/Air/Moon+Safari",
        "track": "https://www.last.fm/music/Air/_/La+Femme",
    }
    assert {(row.plays, row.image) for row in shown.values()} == {(1, None)}
