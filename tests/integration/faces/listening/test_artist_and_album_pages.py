"""What Last.fm knows of an artist or album, and pages without it."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.history.window import Window
from local.simulator import Simulator, similar
from local.simulator.faults import Fault
from tests.integration.faces.listening.library import Library
from tests.integration.faces.listening.support import NOW, Clock
from tests.support import naive_library as naive
from tests.support.holding import held
from tests.support.naive_listening import DAY, iso

ABOUT = ("mbid", "genre", "tags", "bio_summary", "bio_content", "bio_synced_at")
MONTH = Window(int(NOW) - 30 * DAY, int(NOW) + 1)
METHODS = ("artist.getInfo", "artist.getTopTags", "artist.getSimilar")


@pytest.fixture
def library(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> partial[Library]:
    """Stores the history of a user."""
    assert environment
    return partial(Library, lastfm, clock)


@pytest.fixture
def importing(library: partial[Library], lastfm: Simulator) -> Library:
    """A user of the catalogue's artists, with the last month stored, while Last.fm fails."""
    lastfm.faults.add(Fault("error", code=8, method="user.getRecentTracks"))
    return library("rj", MONTH)


@pytest.fixture
def rj(library: partial[Library], clock: Clock) -> Library:
    """The same user, as if the last month were all: that is quicker."""
    filled = library("rj", MONTH)
    store = Runtime.from_environment(clock=clock).history
    store.update("rj", lambda manifest: manifest._replace(begin=MONTH.start, status="complete"))
    return filled


def _top(filled: Library, kind: str = "artist") -> naive.Group:
    """Return the scrobbles of the most played artist or album."""
    return naive.groups(kind, filled.raw)[0]


def _body(method: str, answer: dict[str, Any]) -> Fault:
    return Fault("body", method=method, body=json.dumps(answer))


def test_page_has_what_last_fm_knows(rj: Library, lastfm: Simulator) -> None:
    """MusicBrainz id, genres, biography and similar artists, in three calls."""
    group = _top(rj)
    catalogue = lastfm.service.world.catalogue
    artist = next(a for a in catalogue.artists if a.name == group[-1][1])
    page = rj.get(f"artists/{naive.artist_id(group)}")
    assert {call.method for call in lastfm.log} >= set(METHODS)
    assert page["mbid"] == (artist.mbid or None)
    assert page["bio_synced_at"] == iso(int(NOW))
    counts = {group[-1][1]: len(group) for group in naive.groups("artist", rj.raw)}
    expected = [
        (other.name, counts[other.name], pytest.approx(match, abs=1e-5))
        for other, match in similar.artists(catalogue, artist)[:100]
        if other.name in counts
    ]
    assert [
        (row["name"], row["your_scrobble_count"], row["similarity_score"])
        for row in page["similar_artists"]
    ] == expected[:10]


def test_biography_has_no_link_to_read_more(rj: Library) -> None:
    """The rest of the text stays, its licence included."""
    page = rj.get(f"artists/{naive.artist_id(_top(rj))}")
    name = page["name"]
    start = f"[en] {name} is an artist of the simulator's catalogue."
    assert page["bio_summary"] == start
    assert page["bio_content"] == f"{start} It exists for tests alone. The text is free to use."


def test_biography_of_a_link_alone_is_null(rj: Library, lastfm: Simulator) -> None:
    """Last.fm sends the link also for artists without a text."""
    link = ' <a href="https://www.last.fm/music/X">Read more on Last.fm</a>'
    bio = {"summary": link, "content": f"{link}."}
    lastfm.faults.add(_body("artist.getInfo", {"artist": {"name": "X", "mbid": "", "bio": bio}}))
    page = rj.get(f"artists/{naive.artist_id(_top(rj))}")
    assert (page["bio_summary"], page["bio_content"], page["mbid"]) == (None, None, None)


def test_tags_are_genres_in_last_fms_order(rj: Library, lastfm: Simulator) -> None:
    """Other tags and second spellings are left out; the first one is the genre."""
    tags = [("seen live", 100), ("grunge", 90), ("Alt Rock", 80), ("rock", 70), ("alternative", 60)]
    listed = [{"name": name, "count": count, "url": ""} for name, count in tags]
    lastfm.faults.add(_body("artist.getTopTags", {"toptags": {"tag": listed, "@attr": {}}}))
    page = rj.get(f"artists/{naive.artist_id(_top(rj))}")
    assert page["genre"] == "Grunge"
    assert [(tag["name"], tag["count"]) for tag in page["tags"]] == [
        ("Grunge", 90),
        ("Alternative", 80),
        ("Rock", 70),
    ]


def test_album_page_has_the_musicbrainz_id(rj: Library, lastfm: Simulator) -> None:
    """It comes from album.getInfo."""
    group = _top(rj, "album")
    album = lastfm.service.world.catalogue.album(group[-1][1], group[-1][2])
    page = rj.get(f"albums/{naive.album_id(group)}")
    assert album
    assert page["mbid"] == (album.mbid or None)
    assert page["image"] == naive.cover(group)


@pytest.mark.parametrize("kind", ["error", "html", "empty", "truncated", "drop"])
def test_failing_lookups_do_not_fail_the_page(
    rj: Library, lastfm: Simulator, clock: Clock, kind: str
) -> None:
    """Counts are there, the rest is null or empty; the page is kept for a minute, then whole."""
    number, album = naive.artist_id(_top(rj)), naive.album_id(_top(rj, "album"))
    for method in (*METHODS, "album.getInfo"):
        lastfm.faults.add(Fault(kind, code=8, method=method))
    page = rj.get(f"artists/{number}")
    assert {page[name] for name in ABOUT} == {None}
    assert page["similar_artists"] == []
    assert page["scrobble_count"] == len(_top(rj))
    assert rj.get(f"albums/{album}")["mbid"] is None
    lastfm.faults.clear()
    clock.now += 61
    page = rj.get(f"artists/{number}")
    assert page["bio_summary"]
    assert page["similar_artists"]


def test_slow_lookups_do_not_delay_the_page(
    rj: Library, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not answered in time is null."""
    with held(lastfm, "artist.getInfo"), monkeypatch.context() as briefly:
        briefly.setattr("lastfm_gateway.faces.listening.reader.LOOKUP_SECONDS", 0.05)
        page = rj.get(f"artists/{naive.artist_id(_top(rj))}")
    assert (page["bio_summary"], page["bio_content"], page["bio_synced_at"]) == (None, None, None)
    assert page["playcount"] == len(_top(rj))


@pytest.mark.parametrize(
    "answer", [{}, {"artist": []}, {"artist": {"bio": ""}}, {"artist": {"bio": {"summary": 1}}}]
)
def test_malformed_answers_do_not_fail_the_page(
    rj: Library, lastfm: Simulator, answer: dict[str, Any]
) -> None:
    """They count as nothing known."""
    for method in METHODS:
        lastfm.faults.add(_body(method, answer))
    page = rj.get(f"artists/{naive.artist_id(_top(rj))}")
    assert page["bio_summary"] is None
    assert page["similar_artists"] == []


def test_unknown_artist_is_a_whole_page(library: partial[Library], lastfm: Simulator) -> None:
    """Last.fm's "not found" is an answer: the next page costs no call."""
    filled = library("namesake")
    unknown = {"error": 6, "message": "The artist you supplied could not be found"}
    lastfm.faults.add(Fault("body", status=404, body=json.dumps(unknown)))
    number = naive.artist_id(_top(filled))
    first = filled.get(f"artists/{number}")
    assert (first["genre"], first["tags"], first["bio_content"]) == (None, [], None)
    filled.get(f"artists/{number}")
    before = len(lastfm.log)
    filled.get(f"artists/{number}")
    assert len(lastfm.log) == before


def test_pages_are_answered_from_the_cache(library: partial[Library]) -> None:
    """The second request of each is a hit."""
    filled = library("sporadic")
    paths = (
        "artists",
        "albums",
        f"artists/{naive.artist_id(_top(filled))}",
        f"albums/{naive.album_id(_top(filled, 'album'))}",
        "/v1/feed",
    )
    for path in paths:
        filled.get(path)
        assert filled.reply(path).headers["X-Cache"] == "HIT"


def test_pages_of_a_history_that_is_being_imported(
    importing: Library,
) -> None:
    """They say that they are partial, and the rank is null until all plays are known."""
    artist, album = naive.artist_id(_top(importing)), naive.album_id(_top(importing, "album"))
    assert importing.get(f"artists/{artist}")["all_time_rank"] is None
    for path in ("artists", "albums", f"artists/{artist}", f"albums/{album}", "/v1/feed", "genres"):
        reply = importing.reply(path)
        importing.get(path)
        assert reply.json["partial"] is True
        assert reply.headers["Retry-After"]
        assert reply.headers["X-History-Progress"] == f"{len(importing.raw)}/{importing.total}"
    assert importing.reply("/v1/search", q="a").json["partial"] is True


def test_unknown_ids_while_the_history_is_being_imported(importing: Library) -> None:
    """They may be in the part that is missing: 503, partial as other answers are, not cached."""
    for path in ("artists/1", "albums/1"):
        reply = importing.reply(path)
        assert (reply.status, reply.json["status"], reply.json["partial"]) == (503, 503, True)
        assert reply.json["error"]
        assert reply.headers["Retry-After"] == "5"
        assert reply.headers["X-History-Progress"] == f"{len(importing.raw)}/{importing.total}"
        assert reply.headers["Cache-Control"] == "no-store"
