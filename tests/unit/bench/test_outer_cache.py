"""The model of a shared HTTP cache in front of the gateway."""

from collections.abc import Mapping

import pytest

from bench.outer_cache import OriginResponse, OuterCache, lifetime


class ScriptedOrigin:
    """An origin that answers with the next of its responses and notes the request headers."""

    def __init__(self, *responses: OriginResponse) -> None:
        self._responses = iter(responses)
        self.received: list[Mapping[str, str]] = []

    def __call__(self, _url: str, headers: Mapping[str, str]) -> OriginResponse:
        """Answer a request."""
        self.received.append(headers)
        return next(self._responses)


def _fresh(age: int = 0, *, status: int = 200, body: str = "one") -> OriginResponse:
    headers = {"cache-control": "public, max-age=60", "age": str(age), "etag": f'W/"{body}"'}
    return OriginResponse(status, headers, body)


def test_response_is_kept_for_the_rest_of_its_freshness() -> None:
    """What the gateway's cache held for 50 of 60 seconds is kept for ten, and shows its age."""
    origin = ScriptedOrigin(_fresh(age=50), _fresh(body="two"))
    cache = OuterCache(origin)
    assert cache.get("/a", 1000).body == "one"
    hit = cache.get("/a", 1009)
    assert (hit.body, hit.headers["age"]) == ("one", "59")
    assert cache.get("/a", 1010).body == "two"
    assert (cache.hits, cache.forwarded) == (1, 2)


def test_expired_response_is_validated() -> None:
    """The second request carries the ETag; 304 renews the stored body with the age of the 304."""
    origin = ScriptedOrigin(_fresh(), _fresh(age=5, status=304, body="one"))
    cache = OuterCache(origin)
    cache.get("/a", 1000)
    assert cache.get("/a", 1060).body == "one"
    assert origin.received == [{}, {"If-None-Match": 'W/"one"'}]
    assert cache.get("/a", 1114).headers["age"] == "59"
    assert cache.forwarded == 2


def test_urls_do_not_share_responses() -> None:
    """Another query is another response."""
    origin = ScriptedOrigin(_fresh(body="one"), _fresh(body="two"))
    cache = OuterCache(origin)
    assert [cache.get(url, 1000).body for url in ("/a?x=1", "/a?x=2", "/a?x=1")] == [
        "one",
        "two",
        "one",
    ]


def test_stale_response_of_the_gateway_is_not_kept() -> None:
    """An answer that the gateway serves beyond its freshness is not fresh here either."""
    origin = ScriptedOrigin(_fresh(age=75), _fresh(body="two"))
    cache = OuterCache(origin)
    cache.get("/a", 1000)
    assert cache.get("/a", 1001).body == "two"


def test_error_replaces_what_was_kept() -> None:
    """After an error the next request is forwarded without an ETag."""
    failed = OriginResponse(502, {"cache-control": "no-store"})
    origin = ScriptedOrigin(_fresh(), failed, _fresh(body="two"))
    cache = OuterCache(origin)
    cache.get("/a", 1000)
    assert cache.get("/a", 1060).status == 502
    assert cache.get("/a", 1061).body == "two"
    assert origin.received[-1] == {}


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (200, {"cache-control": "public, max-age=60, stale-if-error=86400"}, 60),
        (200, {"cache-control": "public, max-age=60, s-maxage=30"}, 30),
        (200, {"cache-control": "max-age=60", "vary": "Accept-Encoding"}, 60),
        (200, {"cache-control": "max-age=60", "vary": "Accept-Encoding, Authorization"}, 60),
        (200, {"cache-control": "max-age=60", "vary": "Accept-Encoding, Origin"}, 0),
        (200, {"cache-control": "private, max-age=60"}, 0),
        (200, {"cache-control": "no-cache, max-age=60"}, 0),
        (200, {"cache-control": "no-store"}, 0),
        (200, {"cache-control": "max-age=soon"}, 0),
        (200, {}, 0),
        (404, {"cache-control": "public, max-age=60"}, 0),
    ],
)
def test_headers_say_how_long_a_response_is_kept(
    status: int, headers: Mapping[str, str], seconds: int
) -> None:
    """Private, varying, failed and undated responses stay out of the cache."""
    assert lifetime(OriginResponse(status, headers)) == seconds
