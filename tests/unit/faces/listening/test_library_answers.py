"""Artists, albums, genres, search and feed over random histories, recomputed naively."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastfm_gateway.faces.listening import (
    album_page,
    artist_page,
    browsing,
    entity_endpoints,
    feed,
    genre_periods,
    name_search,
)
from lastfm_gateway.faces.listening.entity_facts import AlbumFacts, ArtistFacts, Biography
from lastfm_gateway.history.listening import Scrobble
from lastfm_gateway.lastfm.names import fold_name
from lastfm_gateway.methods.freshness import DAY
from tests.support import naive_library as naive
from tests.support.naive_listening import iso, within
from tests.support.rewind_library import ANSWERS
from tests.unit.faces.listening.support import history_of, query_of, raw_of
from tests.unit.history.support import histories, moments

if TYPE_CHECKING:
    from lastfm_gateway.faces.listening.artist_genres import ArtistGenres
    from lastfm_gateway.faces.listening.reader import ListeningReader

NOW = 1_800_000_000 + DAY  # after every scrobble
GENRES = {"air": "Ambient", "abba": "Disco", "bj\u00f6rk": ""}
#: What the endpoints get that make calls to Last.fm; it answers nothing.
NO_FACTS = ArtistFacts(Biography(), None, None, [("ABBA", 0.5)], partial=False)

pages = st.integers(1, 3)
orders = st.sampled_from(["asc", "desc"])
parts = st.sampled_from(["", "a", "AIR", "\u00f6", "%", "safari"])


class Genres:
    """Knows the genres of some artists."""

    partial = False

    def find(self, artists: Sequence[str]) -> dict[str, str]:
        """Return the genres of some artists."""
        return {key: GENRES[key] for key in map(fold_name, artists) if key in GENRES}


class Lastfm:
    """A Last.fm that is not asked."""

    def new_lookup(self) -> None:
        """Return no lookup."""


genres = cast("ArtistGenres", Genres())
lastfm = cast("ListeningReader", Lastfm())


@given(histories, pages, st.integers(1, 4), st.sampled_from(["playcount", "name"]), orders, parts)
def test_artists(  # noqa: PLR0913, PLR0917 (drawn)
    scrobbles: Sequence[Scrobble], page: int, limit: int, sort: str, order: str, part: str
) -> None:
    """Every page of every order has the artists of the raw scrobbles."""
    sent: dict[str, Any] = {"sort": sort, "order": order, **({"search": part} if part else {})}
    query = query_of(browsing.ARTISTS, page=page, limit=limit, **sent)
    answer = browsing.artists(history_of(scrobbles, NOW), query, lastfm, genres)
    assert answer == naive.artists(raw_of(scrobbles), GENRES, page, limit, **sent)
    ANSWERS["/v1/listening/artists"].model_validate(answer)


@given(histories, pages, st.sampled_from(["playcount", "name", "recent"]), orders, parts, parts)
def test_albums(  # noqa: PLR0913, PLR0917 (drawn)
    scrobbles: Sequence[Scrobble], page: int, sort: str, order: str, part: str, artist: str
) -> None:
    """Every order and both filters agree with the raw scrobbles."""
    filters = {"search": part, "artist": artist}
    sent: dict[str, Any] = {"sort": sort, "order": order}
    sent |= {name: text for name, text in filters.items() if text}
    query = query_of(browsing.ALBUMS, page=page, limit=2, **sent)
    answer = browsing.albums(history_of(scrobbles, NOW), query)
    assert answer == naive.albums(raw_of(scrobbles), page, 2, **sent)
    ANSWERS["/v1/listening/albums"].model_validate(answer)


@settings(deadline=None)
@given(histories)
def test_artist_and_album_pages(scrobbles: Sequence[Scrobble]) -> None:
    """Every artist's and every album's page is counted from its own scrobbles."""
    raw = raw_of(scrobbles)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(artist_page, "artist_facts", lambda *_: NO_FACTS)
        patched.setattr(album_page, "album_facts", lambda *_: AlbumFacts())
        for group in naive.groups("artist", raw):
            number = naive.artist_id(group)
            query = query_of(entity_endpoints.ARTIST, id=number)
            answer = artist_page.artist(history_of(scrobbles, NOW), query, lastfm, genres)
            expected = naive.artist_counts(raw, number, NOW)
            assert {name: answer[name] for name in expected} == expected
            ANSWERS["/v1/listening/artists/"].model_validate(answer)
        for group in naive.groups("album", raw):
            number = naive.album_id(group)
            query = query_of(entity_endpoints.ALBUM, id=number)
            answer = album_page.album(history_of(scrobbles, NOW), query, lastfm)
            expected = naive.album_counts(raw, number)
            assert {name: answer[name] for name in expected} == expected
            assert answer["image"] == naive.cover(group)
            ANSWERS["/v1/listening/albums/"].model_validate(answer)


@given(histories, st.sampled_from(["week", "month", "year"]), st.integers(1, 2), moments, moments)
def test_genres(scrobbles: Sequence[Scrobble], unit: str, limit: int, one: int, other: int) -> None:
    """Periods of all time and of a range, with the range a year before."""
    raw = raw_of(scrobbles)
    query = query_of(genre_periods.GENRES, group_by=unit, limit=limit)
    answer = genre_periods.genres(history_of(scrobbles, NOW), query, lastfm, genres)
    assert answer == {"data": naive.genres(raw, GENRES, unit, limit)}
    first, last = sorted((one, other))
    bounds = {"_from": iso(first), "to": iso(last), "compare_to": "previous_year"}
    query = query_of(genre_periods.GENRES, group_by=unit, limit=limit, **bounds)
    answer = genre_periods.genres(history_of(scrobbles, NOW), query, lastfm, genres)
    in_range = within(raw, first, last + 1)
    assert answer["data"] == naive.genres(in_range, GENRES, unit, limit)
    ANSWERS["/v1/listening/genres"].model_validate(answer)


@given(histories, st.sampled_from(["a", "AIR", "bjork", "moon s", "debut bj", "x", "?"]))
def test_search(scrobbles: Sequence[Scrobble], text: str) -> None:
    """Exactly the names with such words are found."""
    query = query_of(name_search.SEARCH, q=text, limit=100)
    answer = name_search.find(history_of(scrobbles, NOW), query)
    found = [(row["entity_type"], row["entity_id"], row["title"]) for row in answer["data"]]
    assert len(set(found)) == len(found) == answer["pagination"]["total"]
    expected = naive.results(raw_of(scrobbles), text) if text != "?" else set()
    assert set(found) == expected
    ANSWERS["/v1/search"].model_validate(answer)


@given(histories, st.integers(1, 5))
def test_feed(scrobbles: Sequence[Scrobble], limit: int) -> None:
    """Pages by cursor hold every first play once, the newest first."""
    found: list[dict[str, Any]] = []
    sent: dict[str, Any] = {}
    while True:
        query = query_of(feed.FEED, limit=limit, **sent)
        answer = feed.feed(history_of(scrobbles, NOW), query)
        ANSWERS["/v1/feed"].model_validate(answer)
        found += answer["data"]
        if not answer["pagination"]["has_more"]:
            break
        sent = {"cursor": answer["pagination"]["next_cursor"]}
    assert [{**item, "id": 0} for item in found] == [
        {**item, "id": 0} for item in naive.feed(raw_of(scrobbles))
    ]


@given(histories, st.sampled_from([(2, 29), (2, 28), (1, 1), (12, 31), (2, 30)]))
def test_on_this_day(scrobbles: Sequence[Scrobble], day: tuple[int, int]) -> None:
    """The first plays of that day in UTC are grouped by year."""
    month, number = day
    query = query_of(feed.ON_THIS_DAY, month=month, day=number)
    answer = feed.feed_on_this_day(history_of(scrobbles, NOW), query)
    ANSWERS["/v1/feed/on-this-day"].model_validate(answer)
    found = [
        (year["year"], item["source_id"]) for year in answer["years"] for item in year["items"]
    ]
    assert found == [
        (int(item["occurred_at"][:4]), item["source_id"])
        for item in naive.feed(raw_of(scrobbles))
        if item["occurred_at"][5:10] == f"{month:02}-{number:02}"
    ]
