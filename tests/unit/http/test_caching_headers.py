"""HTTP caching headers of a response."""

import pytest

from lastfm_gateway.cache.call import Answer
from lastfm_gateway.cache.entry import make_entry
from lastfm_gateway.http.caching_headers import cached_response, make_ageless, make_private
from lastfm_gateway.http.response import Response
from lastfm_gateway.lastfm.response import LastfmResponse

STORED_AT = 1_800_000_000


@pytest.mark.parametrize(
    ("now", "age", "left"),
    [(STORED_AT - 2.5, "0", "60"), (STORED_AT + 7.9, "7", "53"), (STORED_AT + 100, "100", "0")],
)
def test_age_counts_towards_the_freshness(now: float, age: str, left: str) -> None:
    """Age is never negative, and nginx, which ignores it, is told what is left."""
    entry = make_entry(LastfmResponse(200, "", b"{}"), STORED_AT, 60)
    headers = cached_response(Answer(200, b"{}", "HIT", entry), now).headers
    assert headers["Cache-Control"] == "public, max-age=60, stale-if-error=86400"
    assert headers["Age"] == age
    assert headers["X-Accel-Expires"] == left


def test_nginx_is_not_told_to_keep_a_private_response() -> None:
    """It would prefer X-Accel-Expires to Cache-Control."""
    entry = make_entry(LastfmResponse(200, "", b"{}"), STORED_AT, 60)
    headers = make_private(cached_response(Answer(200, b"{}", "HIT", entry), STORED_AT)).headers
    assert headers["Cache-Control"] == "private, max-age=60, stale-if-error=86400"
    assert "X-Accel-Expires" not in headers


def test_a_response_without_a_lifetime_has_no_age_to_lose() -> None:
    """Cards and pages say what is left themselves."""
    page = Response(200, "", {"Cache-Control": "public, max-age=60, s-maxage=60"})
    assert make_ageless(page) == page


@pytest.mark.parametrize(
    ("now", "fresh", "stale"),
    [
        (STORED_AT - 2.5, 60, 86_400),  # stored by a machine with a faster clock
        (STORED_AT, 60, 86_400),
        (STORED_AT + 7.9, 53, 86_400),
        (STORED_AT + 60, 0, 86_400),
        (STORED_AT + 100, 0, 86_360),
        (STORED_AT + 100_000, 0, 0),
    ],
)
def test_an_ageless_answer_may_be_kept_for_what_is_left(now: float, fresh: int, stale: int) -> None:
    """No cache adds to the freshness, whether or not it counts Age: there is none."""
    entry = make_entry(LastfmResponse(200, "", b"{}"), STORED_AT, 60)
    headers = make_ageless(cached_response(Answer(200, b"{}", "HIT", entry), now)).headers
    assert headers["Cache-Control"] == f"public, max-age={fresh}, stale-if-error={stale}"
    assert "Age" not in headers
