"""HTTP caching headers of a response."""

import pytest

from lastfm_gateway.cache.call import Answer
from lastfm_gateway.cache.entry import make_entry
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.lastfm.response import LastfmResponse

STORED_AT = 1_800_000_000


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
def test_an_answer_may_be_kept_for_what_is_left(now: float, fresh: int, stale: int) -> None:
    """No cache adds to the freshness, whether or not it counts Age: there is none."""
    entry = make_entry(LastfmResponse(200, "", b"{}"), STORED_AT, 60)
    headers = cached_response(Answer(200, b"{}", "HIT", entry), now).headers
    assert headers["Cache-Control"] == f"public, max-age={fresh}, stale-if-error={stale}"
    assert "Age" not in headers
