"""The read path through a whole function: cache, rate limiter, Last.fm, headers."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.storage.table import Table
from local.simulator import PASSWORDS, Simulator
from tests.integration.conftest import Functions

RADIOHEAD = {"artist": "Radiohead"}


def test_second_request_is_a_hit(functions: Functions, lastfm: Simulator) -> None:
    """One upstream call serves both requests with the same body and ETag."""
    first, second = (functions.get("/artist/getInfo", RADIOHEAD) for _ in range(2))
    assert (first.status, second.status) == (200, 200)
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert first.headers["Cache-Status"] == "lastfm-gateway; fwd=miss; stored"
    assert second.headers["Cache-Status"].startswith("lastfm-gateway; hit; ttl=86")
    assert first.text == second.text
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.json["artist"]["name"] == "Radiohead"
    assert len(lastfm.log) == 1


def test_equivalent_requests_share_an_entry(functions: Functions, lastfm: Simulator) -> None:
    """Case, outer spaces, explicit defaults and unknown parameters make no second call."""
    functions.get("/artist/getInfo", RADIOHEAD)
    for query in (
        {"artist": "radiohead"},
        {"artist": " Radiohead "},
        {**RADIOHEAD, "lang": "en", "autocorrect": "1"},
        {**RADIOHEAD, "_": str(datetime.now(UTC)), "format": "xml"},
    ):
        assert functions.get("/artist/getInfo", query).headers["X-Cache"] == "HIT"
    assert len(lastfm.log) == 1


def test_requests_with_other_parameters_share_no_entry(
    functions: Functions, lastfm: Simulator
) -> None:
    """A declared parameter that changes the answer makes a call of its own."""
    functions.get("/artist/getInfo", RADIOHEAD)
    assert (
        functions.get("/artist/getInfo", {**RADIOHEAD, "lang": "de"}).headers["X-Cache"] == "MISS"
    )
    assert len(lastfm.log) == 2


def test_upstream_call_has_user_agent_method_and_defaults(
    functions: Functions, lastfm: Simulator
) -> None:
    """Last.fm gets the configured user agent, the method and the method's defaults."""
    functions.get("/artist/getSimilar", {"artist": "Björk"})
    call = lastfm.log[0]
    assert call.user_agent.startswith("lastfm-gateway/")
    expected = {"method": "artist.getSimilar", "artist": "Björk", "autocorrect": "1", "limit": "50"}
    assert expected.items() <= dict(call.parameters).items()


def test_cached_answer_has_caching_and_rate_limit_headers(functions: Functions) -> None:
    """A hit has Age, Cache-Control, Cache-Status and the remaining quota."""
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


def test_matching_if_none_match_gets_304(functions: Functions) -> None:
    """The 304 has no body, but the ETag and the caching headers."""
    etag = functions.get("/artist/getInfo", RADIOHEAD).headers["ETag"]
    reply = functions.get("/artist/getInfo", RADIOHEAD, headers={"If-None-Match": etag})
    assert (reply.status, reply.text) == (304, "")
    assert reply.headers["ETag"] == etag
    assert reply.headers["X-Cache"] == "HIT"
    assert (
        functions.get("/artist/getInfo", RADIOHEAD, headers={"if-none-match": '"other"'}).status
        == 200
    )


def test_hits_and_refused_requests_cost_no_quota(functions: Functions, lastfm: Simulator) -> None:
    """Only an uncached call counts against the quota, and only against its caller's."""
    functions.get("/artist/getInfo", RADIOHEAD)
    for query in (RADIOHEAD, {}, {"artist": ""}, {"artist": ["a", "b"]}, {"callback": "f"}):
        assert functions.get("/artist/getInfo", query).headers["X-RateLimit-Remaining"] == "99"
    other = functions.get("/artist/getInfo", {}, source_ip="198.51.100.9")
    assert other.headers["X-RateLimit-Remaining"] == "100"
    assert len(lastfm.log) == 1


@pytest.mark.usefixtures("environment")
def test_spent_quota_gets_429_with_retry_after(
    monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """Past the quota a miss gets error 29 without an upstream call, and hits still pass."""
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


def test_memory_hit_reads_no_table(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that the table served a moment ago is served from memory."""
    for use in ("MISS", "HIT"):
        assert functions.get("/artist/getInfo", RADIOHEAD).headers["X-Cache"] == use

    def read(*_: object, **__: object) -> None:
        pytest.fail("the table was read")

    monkeypatch.setattr(Table, "read", read)
    reply = functions.get("/artist/getInfo", RADIOHEAD)
    assert (reply.status, reply.headers["X-Cache"]) == (200, "HIT")
    assert reply.headers["X-RateLimit-Remaining"] == "99"
    assert len(lastfm.log) == 1


def test_personal_answers_are_stored_nowhere(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer for one caller enters neither the memory tier nor the table."""
    held = list[str]()
    monkeypatch.setattr(MemoryCache, "put", lambda *_: held.append("memory"))
    monkeypatch.setattr(EntryStore, "store", lambda *_: held.append("table"))
    body = urlencode({"username": "rj", "password": PASSWORDS["rj"]})
    for _ in range(2):
        reply = functions.get("/auth/getMobileSession", verb="POST", body=body)
        assert (reply.status, reply.headers["X-Cache"]) == (200, "BYPASS")
    assert held == []


def test_x_forwarded_for_is_ignored(functions: Functions) -> None:
    """A caller gets no new quota by claiming another address."""
    for page in ("1", "2"):
        reply = functions.get(
            "/chart/getTopTags", {"page": page}, headers={"X-Forwarded-For": f"198.51.100.{page}"}
        )
    assert reply.headers["X-RateLimit-Remaining"] == "98"


def test_callers_own_api_key_is_sent_upstream(functions: Functions, lastfm: Simulator) -> None:
    """A well-formed key goes to Last.fm; a malformed one is refused here with Last.fm's code."""
    wrong = functions.get("/artist/getInfo", {**RADIOHEAD, "api_key": "0" * 32})
    assert (wrong.status, wrong.json["error"]) == (403, 10)
    assert len(lastfm.log) == 1
    malformed = functions.get("/artist/getInfo", {**RADIOHEAD, "api_key": "not a key"})
    assert (malformed.status, malformed.json["error"]) == (403, 10)
    assert len(lastfm.log) == 1
    assert functions.get("/artist/getInfo", RADIOHEAD).headers["X-Cache"] == "MISS"


def test_not_found_is_404_and_cached_for_minutes(functions: Functions, lastfm: Simulator) -> None:
    """The second request for an unknown name gets its 404 from the cache."""
    query = {"artist": "No Such Artist Anywhere"}
    first, second = (functions.get("/artist/getInfo", query) for _ in range(2))
    assert (first.status, second.status) == (404, 404)
    assert first.json == second.json == {"error": 6, "message": first.json["message"]}
    assert second.headers["X-Cache"] == "HIT"
    assert second.headers["Cache-Control"].startswith("public, max-age=300")
    assert len(lastfm.log) == 1


@pytest.mark.parametrize("path", ["/artist/getNothing", "/user/getArtistTracks"])
def test_unknown_route_is_404_in_the_error_shape(functions: Functions, path: str) -> None:
    """A family's function answers a path that is none of its routes."""
    reply = functions.get(path)
    assert (reply.status, reply.json["error"]) == (404, 3)
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_wrong_verb_is_405_with_allow(functions: Functions) -> None:
    """The Allow header names the right verbs; OPTIONS answers a CORS preflight."""
    reply = functions.get("/artist/getInfo", RADIOHEAD, verb="DELETE")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, OPTIONS")
    preflight = functions.get("/artist/getInfo", verb="OPTIONS")
    assert (preflight.status, preflight.text) == (204, "")
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, OPTIONS"
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert preflight.headers["X-RateLimit-Remaining"] == "100"
