"""Which of Apple's results is what was meant, and what of it is laid into a row."""

from typing import Any

import pytest

from lastfm_gateway.faces.listening.apple.rows import lay, subjects
from lastfm_gateway.faces.listening.apple.search import Links, Subject, found, question
from lastfm_gateway.faces.listening.ids import identity
from tests.support.apple import album, artist, song

CREEP = Subject("track", "Radiohead", "Creep")
OK = Subject("album", "Radiohead", "OK Computer")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Radiohead", "Creep"), ("RADIOHEAD", "creep")),
        (("Sigur Ros", "Hoppipolla"), ("Sigur Rós", "Hoppípolla")),
        (("Simon & Garfunkel", "America"), ("Simon and Garfunkel", "America")),
        (("Guns N' Roses", "Don't Cry"), ("Guns N’ Roses", "Don’t  Cry")),  # noqa: RUF001 (Apple's)
        (("Gorillaz", "Feel Good Inc."), ("Gorillaz", "Feel Good Inc. (feat. De La Soul)")),
        (("Gorillaz", "Tranz"), ("Gorillaz", "Tranz [FT. Somebody]")),
    ],
)
def test_names_that_differ_in_writing_only_are_the_same(
    ours: tuple[str, str], theirs: tuple[str, str]
) -> None:
    """Case, Latin accents, typography, &, and guests in the title make no difference."""
    assert found(Subject("track", *ours), [song(*theirs)]).page == song(*theirs)["trackViewUrl"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Radiohead", "Creep"), ("Radiohead", "Creep (Acoustic)")),
        (("Radiohead", "Creep"), ("Radiohead", "Creep - Remastered")),
        (("Radiohead", "Creep"), ("Vitamin String Quartet", "Creep")),
        (("Radiohead", "Creep"), ("Radiohead & Friends", "Creep")),
        (("花", "はら"), ("花", "ばら")),
    ],
)
def test_another_recording_is_not_taken(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    """A remaster, a live version, a cover or another kana is nothing found."""
    assert found(Subject("track", *ours), [song(*theirs)]) == Links()


def test_the_very_title_is_preferred() -> None:
    """A result without guests wins over an earlier one with them."""
    results = [song("Radiohead", "Creep (feat. X)"), song("Radiohead", "Creep")]
    assert found(CREEP, results).page == results[1]["trackViewUrl"]
    assert found(CREEP, results[:1]).page == results[0]["trackViewUrl"]


def test_each_kind_has_its_own_links() -> None:
    """A track has a preview, an album its year and number of tracks, an artist a page alone."""
    assert found(CREEP, [song("Radiohead", "Creep")]).preview
    of_album = found(OK, [album("Radiohead", "OK Computer")])
    assert (of_album.year, of_album.tracks, of_album.preview) == (1997, 12, None)
    of_artist = found(Subject("artist", "Radiohead", "Radiohead"), [artist("Radiohead")])
    assert of_artist == Links(artist("Radiohead")["artistLinkUrl"])


@pytest.mark.parametrize(
    "odd",
    [
        {"trackViewUrl": "javascript:alert(1)", "previewUrl": 7},
        {"trackViewUrl": "http://music.apple.com/x", "previewUrl": "data:,x"},
    ],
)
def test_only_https_addresses_are_taken(odd: dict[str, Any]) -> None:
    """What is no https address is left out, as if Apple had none."""
    assert found(CREEP, [song("Radiohead", "Creep", **odd)]) == Links()
    strange = album("Radiohead", "OK Computer", releaseDate=None, trackCount="12")
    assert found(OK, [strange]) == Links(strange["collectionViewUrl"])


def test_apple_is_told_names_alone() -> None:
    """A question is the names, the store and the kind of thing."""
    asked = question(CREEP)
    assert asked.pop("term") == "Radiohead Creep"
    assert asked == {"country": "US", "media": "music", "entity": "song", "limit": "25"}
    assert question(Subject("artist", "Björk", "Björk"))["term"] == "Björk"
    assert CREEP.id == identity("track", "radiohead", "CREEP")
    assert Subject("artist", "A", "A").id == identity("artist", "a")


@pytest.mark.parametrize(
    ("subject", "entity"),
    [(Subject("artist", "Air", "Air"), "musicArtist"), (OK, "album"), (CREEP, "song")],
)
def test_each_kind_is_searched_among_its_own(subject: Subject, entity: str) -> None:
    """Apple answers with the entity that it is asked for: no album's link is among its songs."""
    assert question(subject)["entity"] == entity


def test_a_track_has_its_albums_links_where_it_names_the_album() -> None:
    """The fields of the album come from the album's own look-up; fields that are not there stay so.

    What is not known stays as it was.
    """
    fields = {"apple_music_url": None, "preview_url": None}
    of_album = {"album_apple_music_url": None, "album_released_year": None, "album_name": None}
    items: list[dict[str, Any]] = [
        {"name": "Creep", "detail": "Radiohead", **fields},
        {"name": "Lucky", "detail": "Radiohead", **fields, **of_album, "album_name": "OK Computer"},
        {"name": "Stop", "detail": "Radiohead", **fields, **of_album},
    ]
    lucky = Subject("track", "Radiohead", "Lucky")
    assert subjects("track", items) == [CREEP, lucky, OK, Subject("track", "Radiohead", "Stop")]
    before = [dict(item) for item in items]
    lay("track", items, {lucky: Links("p", "v"), OK: Links("a", year=1997, tracks=12)})
    assert [items[0], items[2]] == [before[0], before[2]]
    assert items[1] == {
        **before[1],
        "apple_music_url": "p",
        "preview_url": "v",
        "album_apple_music_url": "a",
        "album_released_year": 1997,
    }
