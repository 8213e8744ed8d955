"""The way of a request through a whole function: cache, limiter, Last.fm, headers."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.storage.table import Table
from local.simulator import PASSWORDS, Simulator
from tests.integration.conftest import Functions

RADIOHEAD = {"artist": "Radiohead"}


def test_the_second_request_is_a_hit(functions: Functions, lastfm: Simulator) -> None:
    """One upstream call serves both, with the same bytes and tag; only the cache's words differ."""
    first, second = (functions.get("/artist/getInfo", RADIOHEAD) for _ in range(2))
    assert (first.status, second.status) == (200, 200)
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert first.headers["Cache-Status"] == "lastfm-gateway; fwd=miss; stored"
    assert second.headers["Cache-Status"].startswith("lastfm-gateway; hit; ttl=86")
    assert first.text == second.text
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.json["artist"]["name"] == "Radiohead"
    assert len(lastfm.log) == 1


def test_what_differs_in_nothing_that_counts_is_one_entry(
    functions: Functions, lastfm: Simulator
) -> None:
    """Case, outer space, spelt-out defaults and unknown parameters make no second call."""
    functions.get("/artist/getInfo", RADIOHEAD)
    for query in (
        {"artist": "radiohead"},
        {"artist": " Radiohead "},
        {**RADIOHEAD, "lang": "en", "autocorrect": "1"},
        {**RADIOHEAD, "_": str(datetime.now(UTC)), "format": "xml"},
    ):
        assert functions.get("/artist/getInfo", query).headers["X-Cache"] == "HIT"
    assert len(lastfm.log) == 1


def test_other_parameters_are_another_entry(functions: Functions, lastfm: Simulator) -> None:
    """A declared parameter that changes the answer is asked upstream."""
    functions.get("/artist/getInfo", RADIOHEAD)
    assert (
        functions.get("/artist/getInfo", {**RADIOHEAD, "lang": "de"}).headers["X-Cache"] == "MISS"
    )
    assert len(lastfm.log) == 2


def test_the_upstream_call_is_identifiable_and_whole(
    functions: Functions, lastfm: Simulator
) -> None:
    """Last.fm is told who is calling, and gets the method and its defaults."""
    functions.get("/artist/getSimilar", {"artist": "Björk"})
    call = lastfm.log[0]
    assert call.user_agent.startswith("lastfm-gateway/")
    expected = {"method": "artist.getSimilar", "artist": "Björk", "autocorrect": "1", "limit": "50"}
    assert expected.items() <= dict(call.parameters).items()


def test_headers_of_a_fresh_answer(functions: Functions) -> None:
    """A cached answer says how long it is good, how old it is, and what is left of the limit."""
    before = datetime.now(UTC).timestamp()
    reply = functions.get("/user/getRecentTracks", {"user": "rj"})
    headers = reply.headers
    assert headers["Cache-Control"] == "public, max-age=30, stale-if-error=86400"
    assert headers["Age"] == "0"
    assert headers["Access-Control-Allow-Origin"] == "*"
    for name in ("ETag", "X-Cache", "X-RateLimit-Remaining", "Retry-After", "Age", "Cache-Status"):
        assert name in headers["Access-Control-Expose-Headers"]
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("100", "99")
    renewed = int(headers["X-RateLimit-Reset"])
    assert before + 60 <= renewed <= datetime.now(UTC).timestamp() + 61


def test_what_the_caller_holds_is_not_sent_again(functions: Functions) -> None:
    """If-None-Match with the tag is answered 304 without a body, with the tag and times."""
    etag = functions.get("/artist/getInfo", RADIOHEAD).headers["ETag"]
    reply = functions.get("/artist/getInfo", RADIOHEAD, headers={"If-None-Match": etag})
    assert (reply.status, reply.text) == (304, "")
    assert reply.headers["ETag"] == etag
    assert reply.headers["X-Cache"] == "HIT"
    assert (
        functions.get("/artist/getInfo", RADIOHEAD, headers={"if-none-match": '"other"'}).status
        == 200
    )


def test_hits_and_refused_requests_are_free(functions: Functions, lastfm: Simulator) -> None:
    """Only an uncached call is taken off the limit, for its caller alone."""
    functions.get("/artist/getInfo", RADIOHEAD)
    for query in (RADIOHEAD, {}, {"artist": ""}, {"artist": ["a", "b"]}, {"callback": "f"}):
        assert functions.get("/artist/getInfo", query).headers["X-RateLimit-Remaining"] == "99"
    other = functions.get("/artist/getInfo", {}, source_ip="198.51.100.9")
    assert other.headers["X-RateLimit-Remaining"] == "100"
    assert len(lastfm.log) == 1


@pytest.mark.usefixtures("environment")
def test_the_limit_refuses_and_says_for_how_long(
    monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """Past the limit: 429, error 29, Retry-After, no upstream call; hits still pass."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")
    monkeypatch.setenv("RATE_LIMIT_WINDOW_SECONDS", "5000")
    functions = Functions()
    for page in ("1", "2"):
        assert functions.get("/chart/getTopTags", {"page": page}).status == 200
    refused = functions.get("/chart/getTopTags", {"page": "3"})
    assert refused.status == 429
    assert refused.json["error"] == 29
    assert 4500 <= int(refused.headers["Retry-After"]) <= 5000
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert functions.get("/chart/getTopTags", {"page": "2"}).headers["X-Cache"] == "HIT"
    assert functions.get("/chart/getTopTags", {"page": "3"}, source_ip="198.51.100.9").status == 200
    assert len(lastfm.log) == 3


def test_the_memory_tier_asks_nobody(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was served from the table a moment ago is served from memory, without the table."""
    for use in ("MISS", "HIT"):
        assert functions.get("/artist/getInfo", RADIOHEAD).headers["X-Cache"] == use

    def read(*_: object, **__: object) -> None:
        pytest.fail("the table was read")

    monkeypatch.setattr(Table, "read", read)
    reply = functions.get("/artist/getInfo", RADIOHEAD)
    assert (reply.status, reply.headers["X-Cache"]) == (200, "HIT")
    assert reply.headers["X-RateLimit-Remaining"] == "99"
    assert len(lastfm.log) == 1


def test_memory_and_table_hold_nothing_personal(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that is its caller's alone is put nowhere."""
    held = list[str]()
    monkeypatch.setattr(MemoryCache, "put", lambda *_: held.append("memory"))
    monkeypatch.setattr(EntryStore, "store", lambda *_: held.append("table"))
    body = urlencode({"username": "rj", "password": PASSWORDS["rj"]})
    for _ in range(2):
        reply = functions.get("/auth/getMobileSession", verb="POST", body=body)
        assert (reply.status, reply.headers["X-Cache"]) == (200, "BYPASS")
    assert held == []


def test_forwarded_addresses_are_not_believed(functions: Functions) -> None:
    """A caller does not get a new limit by claiming another address."""
    for page in ("1", "2"):
        reply = functions.get(
            "/chart/getTopTags", {"page": page}, headers={"X-Forwarded-For": f"198.51.100.{page}"}
        )
    assert reply.headers["X-RateLimit-Remaining"] == "98"


def test_an_own_key_is_used_and_never_replaces_the_check(
    functions: Functions, lastfm: Simulator
) -> None:
    """A caller's own key goes upstream; what is no key is refused here, with Last.fm's code."""
    wrong = functions.get("/artist/getInfo", {**RADIOHEAD, "api_key": "0" * 32})
    assert (wrong.status, wrong.json["error"]) == (403, 10)
    assert len(lastfm.log) == 1
    malformed = functions.get("/artist/getInfo", {**RADIOHEAD, "api_key": "not a key"})
    assert (malformed.status, malformed.json["error"]) == (403, 10)
    assert len(lastfm.log) == 1
    assert functions.get("/artist/getInfo", RADIOHEAD).headers["X-Cache"] == "MISS"


def test_not_found_is_404_and_remembered_for_minutes(
    functions: Functions, lastfm: Simulator
) -> None:
    """What Last.fm does not know is asked once and answered 404 from the cache."""
    query = {"artist": "No Such Artist Anywhere"}
    first, second = (functions.get("/artist/getInfo", query) for _ in range(2))
    assert (first.status, second.status) == (404, 404)
    assert first.json == second.json == {"error": 6, "message": first.json["message"]}
    assert second.headers["X-Cache"] == "HIT"
    assert second.headers["Cache-Control"].startswith("public, max-age=300")
    assert len(lastfm.log) == 1


@pytest.mark.parametrize("path", ["/artist/getNothing", "/user/getArtistTracks"])
def test_an_unknown_route_is_404_in_the_error_shape(functions: Functions, path: str) -> None:
    """A family's function knows its routes and says so of any other."""
    reply = functions.get(path)
    assert (reply.status, reply.json["error"]) == (404, 3)
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_a_wrong_verb_is_405_and_names_the_right_one(functions: Functions) -> None:
    """Another verb is refused with Allow; OPTIONS answers a preflight."""
    reply = functions.get("/artist/getInfo", RADIOHEAD, verb="DELETE")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, OPTIONS")
    preflight = functions.get("/artist/getInfo", verb="OPTIONS")
    assert (preflight.status, preflight.text) == (204, "")
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, OPTIONS"
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert preflight.headers["X-RateLimit-Remaining"] == "100"
