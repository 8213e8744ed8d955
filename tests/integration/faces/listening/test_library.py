"""Artists, albums, search and feed, recomputed from the simulator's raw scrobbles."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from lastfm_gateway.lastfm.names import identity
from local.simulator import Simulator
from tests.integration.conftest import Functions, bearer, new_key
from tests.integration.faces.listening.library import Library, genres_at
from tests.integration.faces.listening.support import NOW, Clock
from tests.support import naive_library as naive
from tests.support.naive_listening import at, within

USERS = ("leaper", "namesake", "silent", "sporadic", "epoch")
NOBODYS = identity("artist", "Nobody has played this")


@pytest.fixture
def library(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> partial[Library]:
    """Stores the whole history of a user."""
    assert environment
    return partial(Library, lastfm, clock)


@pytest.mark.parametrize("user", USERS)
def test_all_artists_and_albums_are_listed(library: partial[Library], user: str) -> None:
    """Every order, part of a name and page agrees with the raw scrobbles."""
    filled = library(user)
    for order in ("desc", "asc"):
        for sort in ("playcount", "name"):
            expected = naive.artists(filled.raw, {}, sort=sort, order=order)
            assert filled.get("artists", sort=sort, order=order) == expected
        for sort in ("playcount", "name", "recent"):
            expected = naive.albums(filled.raw, sort=sort, order=order)
            assert filled.get("albums", sort=sort, order=order) == expected
    for page, limit in ((1, 100), (2, 3), (999, 1)):
        expected = naive.artists(filled.raw, {}, page, limit)
        assert filled.get("artists", page=page, limit=limit) == expected
        assert filled.get("albums", page=page, limit=limit) == naive.albums(filled.raw, page, limit)
    for part in ("E", "m\u00e5n", "nobody"):
        assert filled.get("artists", search=part) == naive.artists(filled.raw, {}, search=part)
        assert filled.get("albums", search=part) == naive.albums(filled.raw, search=part)
        assert filled.get("albums", artist=part) == naive.albums(filled.raw, artist=part)


@pytest.mark.parametrize("user", USERS)
def test_each_artists_page_is_counted(library: partial[Library], user: str) -> None:
    """Plays, first and last, rank, years, top tracks and albums of every artist."""
    filled = library(user)
    for group in naive.groups("artist", filled.raw):
        number = naive.artist_id(group)
        page = filled.get(f"artists/{number}")
        expected = naive.artist_counts(filled.raw, number, NOW)
        assert {name: page[name] for name in expected} == expected


@pytest.mark.parametrize("user", USERS)
def test_each_albums_page_is_counted(library: partial[Library], user: str) -> None:
    """Plays, the first play and every track of every album."""
    filled = library(user)
    for group in naive.groups("album", filled.raw):
        number = naive.album_id(group)
        page = filled.get(f"albums/{number}")
        expected = naive.album_counts(filled.raw, number)
        assert {name: page[name] for name in expected} == expected
        assert page["image"] == naive.cover(group) or naive.cover(group) is None


@pytest.mark.parametrize("user", USERS)
def test_search_finds_beginnings_of_words(library: partial[Library], user: str) -> None:
    """All pages together hold what the raw names hold, in the types of the strict client."""
    filled = library(user)
    for text in ("e", "MANE", "edge leap", "str", "rare vis", "zero", "x"):
        found = set()
        for page in (1, 2, 3):
            answer = filled.get("/v1/search", q=text, limit=5, page=page)
            found |= {(r["entity_type"], r["entity_id"], r["title"]) for r in answer["data"]}
        expected = naive.results(filled.raw, text)
        assert found == expected
        assert answer["pagination"] == naive.position(3, 5, len(expected))


@pytest.mark.parametrize("user", USERS)
def test_feed_has_every_first_play_once(library: partial[Library], user: str) -> None:
    """Pages by cursor, a day's items and a day of all years agree with the raw scrobbles."""
    filled = library(user)
    expected = naive.feed(filled.raw)
    for path in ("/v1/feed", "/v1/feed/domain/listening"):
        found: list[dict[str, Any]] = []
        query: dict[str, str] = {}
        while True:
            answer = filled.get(path, limit=3, **query)
            assert len(answer["data"]) <= 3
            found += answer["data"]
            query = {"cursor": answer["pagination"]["next_cursor"]}
            assert answer["pagination"]["has_more"] is (query["cursor"] is not None)
            if not answer["pagination"]["has_more"]:
                break
        assert [{**item, "id": 0} for item in found] == [{**item, "id": 0} for item in expected]
        assert len({item["id"] for item in found}) == len(found)
    for day in ("2012-02-28", "2024-05-01", "2006-04-02", "1970-01-01", "2025-01-01"):
        of_day = [item["source_id"] for item in expected if item["occurred_at"].startswith(day)]
        answer = filled.get("/v1/feed", date=day)
        assert [item["source_id"] for item in answer["data"]] == of_day
        _, month, number = map(int, day.split("-"))
        years = filled.get("/v1/feed/on-this-day", month=month, day=number)["years"]
        assert [year["year"] for year in years] == sorted(
            {
                int(item["occurred_at"][:4])
                for item in expected
                if item["occurred_at"][4:10] == day[4:]
            },
            reverse=True,
        )
        items = [item["source_id"] for year in years for item in year["items"]]
        assert items == [
            item["source_id"] for item in expected if item["occurred_at"][4:10] == day[4:]
        ]


def test_busy_user(library: partial[Library], lastfm: Simulator) -> None:
    """Genres, similar artists and counts of a user of 80,000 scrobbles."""
    filled = library("rj")
    truth = genres_at(lastfm, filled.raw)
    first = filled.get("artists", limit=25)
    assert first == naive.artists(filled.raw, truth, limit=25)
    number = first["data"][0]["id"]
    page = filled.get(f"artists/{number}")
    expected = naive.artist_counts(filled.raw, number, NOW)
    assert {name: page[name] for name in expected} == expected
    assert page["genre"] == first["data"][0]["genre"]
    albums = filled.get("albums", sort="recent", limit=50, search="a")
    assert albums == naive.albums(filled.raw, sort="recent", limit=50, search="a")
    feed = filled.get("/v1/feed", limit=100)["data"]
    assert [item["source_id"] for item in feed] == [
        item["source_id"] for item in naive.feed(filled.raw)[:100]
    ]
    played = {naive.artist_id(group): len(group) for group in naive.groups("artist", filled.raw)}
    assert page["similar_artists"]
    for similar in page["similar_artists"]:
        assert similar["your_scrobble_count"] == played[similar["id"]]
    scores = [similar["similarity_score"] for similar in page["similar_artists"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("kind", "word"), [("artists", "artist"), ("albums", "album")])
def test_ids_that_are_unknown_or_no_number(library: partial[Library], kind: str, word: str) -> None:
    """Unknown ids are 404, what is no id is 400, with Rewind's texts."""
    filled = library("leaper")
    not_found = (404, f"{word.capitalize()} not found")
    for number in (NOBODYS, 0, 1, 2**53 - 1):
        assert filled.refused(f"{kind}/{number}") == not_found
    for text in ("abc", "-1", "1.5", "1e3", "12abc", "\u0661", str(2**53), "9" * 5000, " ", "%20"):
        assert filled.refused(f"{kind}/{text}") == (400, f"Invalid {word} ID")


def test_another_users_ids_are_unknown(library: partial[Library]) -> None:
    """An artist or album of another user of this deployment is 404 in one's own history."""
    other, own = library("namesake"), library("leaper")
    for kind, number in (("artist", naive.artist_id), ("album", naive.album_id)):
        ids = [number(group) for group in naive.groups(kind, other.raw)]
        assert ids
        for each in ids:
            assert other.reply(f"{kind}s/{each}").status == 200
            assert own.refused(f"{kind}s/{each}")[0] == 404


def test_album_is_not_found_among_artists(library: partial[Library]) -> None:
    """Ids of artists and of albums are different numbers."""
    filled = library("leaper")
    [artist], [album] = (naive.groups(kind, filled.raw) for kind in ("artist", "album"))
    assert filled.refused(f"albums/{naive.artist_id(artist)}")[0] == 404
    assert filled.refused(f"artists/{naive.album_id(album)}")[0] == 404


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("artists", {"page": 0}),
        ("artists", {"limit": 0}),
        ("artists", {"limit": 101}),
        ("artists", {"sort": "recent"}),
        ("artists", {"order": "up"}),
        ("artists", {"search": ""}),
        ("albums", {"limit": 101}),
        ("albums", {"sort": "plays"}),
        ("genres", {"group_by": "day"}),
        ("genres", {"limit": 51}),
        ("genres", {"limit": 0}),
        ("genres", {"compare_to": "last_year"}),
        ("genres", {"date": "2025-02-30"}),
        ("genres", {"_from": "2025-02-02", "to": "2025-02-01"}),
        ("/v1/feed", {"cursor": "x"}),
        ("/v1/feed", {"cursor": "-1"}),
        ("/v1/feed", {"limit": "ten"}),
        ("/v1/feed", {"to": "yesterday"}),
        ("/v1/feed/domain/cooking", {}),
        ("/v1/feed/on-this-day", {}),
        ("/v1/feed/on-this-day", {"month": 2}),
        ("/v1/feed/on-this-day", {"month": 13, "day": 1}),
        ("/v1/feed/on-this-day", {"month": 0, "day": 1}),
        ("/v1/feed/on-this-day", {"month": 1, "day": 32}),
        ("/v1/search", {"q": "a", "domain": "cooking"}),
        ("/v1/search", {"q": "a", "mode": "vague"}),
        ("/v1/search", {"q": "a", "limit": "all"}),
    ],
)
def test_what_is_out_of_bounds_is_refused(
    library: partial[Library], path: str, query: dict[str, str]
) -> None:
    """Parameters that Rewind refuses are 400."""
    assert library("epoch").refused(path, **query)[0] == 400


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "  "}])
def test_search_without_a_query(library: partial[Library], query: dict[str, str]) -> None:
    """The text is Rewind's."""
    expected = (400, 'Query parameter "q" is required')
    assert library("epoch").refused("/v1/search", **query) == expected


def test_search_modes_and_domains(library: partial[Library]) -> None:
    """Only keywords in `listening` find something; other modes are refused for it."""
    filled = library("epoch")
    for query in ({}, {"domain": "listening"}, {"mode": "keyword"}):
        assert filled.get("/v1/search", q="zero", **query)["pagination"]["total"] == 2
    for query in ({"domain": "reading"}, {"mode": "semantic"}, {"mode": "hybrid"}):
        assert filled.get("/v1/search", q="zero", **query)["data"] == []
    refused = filled.refused("/v1/search", q="zero", mode="semantic", domain="listening")
    text = "mode=semantic is only supported for domain=reading (or no domain filter)."
    assert refused == (400, text)


@pytest.mark.parametrize("path", ["/v1/search", "/v1/feed"])
@pytest.mark.parametrize(("sent", "limit"), [("0", 1), ("-7", 1), ("101", 100), ("9" * 40, 100)])
def test_limits_are_clamped(library: partial[Library], path: str, sent: str, limit: int) -> None:
    """A limit beyond the bounds is the nearest one inside; a page below 1 is the first."""
    query = {"q": "zero", "page": "-3"} if path == "/v1/search" else {}
    answer = library("epoch").get(path, limit=sent, **query)
    assert answer["pagination"]["limit"] == limit
    assert answer["pagination"].get("page", 1) == 1


def test_other_domains_have_an_empty_feed(library: partial[Library]) -> None:
    """They exist at Rewind and hold nothing here."""
    for domain in ("running", "watching", "collecting", "reading", "attending"):
        assert library("epoch").get(f"/v1/feed/domain/{domain}")["data"] == []


def test_cursor_keeps_its_place_when_its_item_is_gone(library: partial[Library]) -> None:
    """What is older follows."""
    filled = library("namesake")
    [first, *_] = filled.get("/v1/feed", limit=100)["data"]
    later = [item for item in naive.feed(filled.raw) if item["occurred_at"] < first["occurred_at"]]
    gone = first["id"] ^ 1
    found = filled.get("/v1/feed", cursor=gone, limit=100)["data"]
    assert [item["source_id"] for item in found] == [item["source_id"] for item in later]


def test_feed_of_a_range_has_first_plays_of_all_time_only(library: partial[Library]) -> None:
    """An artist played before the range is no discovery in it."""
    filled = library("leaper")
    assert within(filled.raw, at(2016, 1, 1), at(2017, 1, 1))
    assert filled.get("/v1/feed", _from="2016-01-01", to="2016-12-31")["data"] == []


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize(
    ("path", "verb", "status"),
    [
        ("/v1/search/more", "GET", 404),
        ("/v1/feed/domain", "GET", 404),
        ("/v1/feed/today", "GET", 404),
        ("/v1/search", "POST", 405),
        ("/v1/feed", "DELETE", 405),
        ("/v1/feed/on-this-day", "PUT", 405),
    ],
)
def test_unknown_paths_and_verbs(
    functions: Functions, path: str, verb: str, status: int, *, declared: bool
) -> None:
    """Errors have the shape of /v1, whether or not API Gateway matches the declared path."""
    prefix = "/".join(path.split("/")[:3])
    is_known = declared and status == 405
    reply = functions.get(
        path,
        verb=verb,
        resource=path if is_known else prefix + "/{proxy+}",
        headers=bearer(new_key()),
    )
    assert (reply.status, reply.json["status"]) == (status, status)
    assert reply.headers.get("Allow") == ("GET, OPTIONS" if status == 405 else None)


def test_spotifys_paths_are_still_its_own(functions: Functions) -> None:
    """An unknown path below /v1 has Spotify's error shape, and /v1/me its profile."""
    headers = bearer(new_key())
    unknown = functions.get("/v1/me/searches", resource="/v1/me/{proxy+}", headers=headers)
    assert unknown.json["error"]["status"] == 404
    assert functions.get("/v1/me", headers=headers).json["type"] == "user"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("artists", {}),
        ("albums", {}),
        ("artists/1", {}),
        ("albums/1", {}),
        ("genres", {}),
        ("/v1/search", {"q": "a"}),
        ("/v1/feed", {}),
        ("/v1/feed/on-this-day", {"month": 1, "day": 1}),
    ],
)
def test_hidden_history_is_refused_to_a_key_without_a_session(
    library: partial[Library], path: str, query: dict[str, str]
) -> None:
    """The error is 403, although the history is stored."""
    assert library("hermit").refused(path, **query)[0] == 403


@pytest.mark.parametrize("path", ["/v1/search", "/v1/feed", "/v1/listening/genres"])
def test_a_key_is_required(functions: Functions, path: str) -> None:
    """Without one the answer is 401, whatever the parameters."""
    reply = functions.get(path)
    assert (reply.status, reply.json["error"]) == (401, "Unauthorized")
