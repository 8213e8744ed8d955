"""Apple's search: matching results to names, and filling links into rows."""

from typing import Any

import pytest

from lastfm_gateway.faces.listening.apple.rows import entities_of, fill_links
from lastfm_gateway.faces.listening.apple.search import (
    Entity,
    Links,
    match_result,
    search_parameters,
)
from lastfm_gateway.lastfm.names import identity
from tests.support.apple import album, artist, song

CREEP = Entity("track", "Radiohead", "Creep")
OK = Entity("album", "Radiohead", "OK Computer")


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
def test_spelling_variants_match(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    """Case, Latin accents, typography, &, and guests in the title make no difference."""
    assert (
        match_result(Entity("track", *ours), [song(*theirs)]).page == song(*theirs)["trackViewUrl"]
    )


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
def test_other_recordings_do_not_match(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    """A remaster, a live version, a cover or another kana gives no result."""
    assert match_result(Entity("track", *ours), [song(*theirs)]) == Links()


def test_exact_title_wins() -> None:
    """A result without guests wins over an earlier one with them."""
    results = [song("Radiohead", "Creep (feat. X)"), song("Radiohead", "Creep")]
    assert match_result(CREEP, results).page == results[1]["trackViewUrl"]
    assert match_result(CREEP, results[:1]).page == results[0]["trackViewUrl"]


def test_each_kind_of_entity_has_its_own_links() -> None:
    """A track has a preview, an album its year and number of tracks, an artist only a page."""
    assert match_result(CREEP, [song("Radiohead", "Creep")]).preview
    of_album = match_result(OK, [album("Radiohead", "OK Computer")])
    assert (of_album.year, of_album.tracks, of_album.preview) == (1997, 12, None)
    of_artist = match_result(Entity("artist", "Radiohead", "Radiohead"), [artist("Radiohead")])
    assert of_artist == Links(artist("Radiohead")["artistLinkUrl"])


@pytest.mark.parametrize(
    "odd",
    [
        {"trackViewUrl": "javascript:alert(1)", "previewUrl": 7},
        {"trackViewUrl": "http://music.apple.com/x", "previewUrl": "data:,x"},
    ],
)
def test_only_https_urls_are_used(odd: dict[str, Any]) -> None:
    """Any other URL is left out, as if Apple had none."""
    assert match_result(CREEP, [song("Radiohead", "Creep", **odd)]) == Links()
    strange = album("Radiohead", "OK Computer", releaseDate=None, trackCount="12")
    assert match_result(OK, [strange]) == Links(strange["collectionViewUrl"])


def test_search_sends_names_only() -> None:
    """The query holds the names, the store and the kind of entity."""
    asked = search_parameters(CREEP)
    assert asked.pop("term") == "Radiohead Creep"
    assert asked == {"country": "US", "media": "music", "entity": "song", "limit": "25"}
    assert search_parameters(Entity("artist", "Björk", "Björk"))["term"] == "Björk"
    assert CREEP.id == identity("track", "radiohead", "CREEP")
    assert Entity("artist", "A", "A").id == identity("artist", "a")


@pytest.mark.parametrize(
    ("searched", "entity"),
    [(Entity("artist", "Air", "Air"), "musicArtist"), (OK, "album"), (CREEP, "song")],
)
def test_results_of_another_kind_do_not_match(searched: Entity, entity: str) -> None:
    """A song's result gives no link for an album: each search requests one kind of entity."""
    assert search_parameters(searched)["entity"] == entity


def test_track_gets_the_links_of_its_album() -> None:
    """The album's fields come from the album's own lookup; no fields are added.

    Fields without a known link stay as they are.
    """
    fields = {"apple_music_url": None, "preview_url": None}
    of_album = {"album_apple_music_url": None, "album_released_year": None, "album_name": None}
    items: list[dict[str, Any]] = [
        {"name": "Creep", "detail": "Radiohead", **fields},
        {"name": "Lucky", "detail": "Radiohead", **fields, **of_album, "album_name": "OK Computer"},
        {"name": "Stop", "detail": "Radiohead", **fields, **of_album},
    ]
    lucky = Entity("track", "Radiohead", "Lucky")
    assert entities_of("track", items) == [CREEP, lucky, OK, Entity("track", "Radiohead", "Stop")]
    before = [dict(item) for item in items]
    fill_links("track", items, {lucky: Links("p", "v"), OK: Links("a", year=1997, tracks=12)})
    assert [items[0], items[2]] == [before[0], before[2]]
    assert items[1] == {
        **before[1],
        "apple_music_url": "p",
        "preview_url": "v",
        "album_apple_music_url": "a",
        "album_released_year": 1997,
    }
