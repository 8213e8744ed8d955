"""HTTP caching headers of a response."""

import pytest

from lastfm_gateway.cache.call import Answer
from lastfm_gateway.cache.entry import make_entry
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.lastfm.response import LastfmResponse

STORED_AT = 1_800_000_000


@pytest.mark.parametrize(
    ("now", "age"), [(STORED_AT - 2.5, "0"), (STORED_AT, "0"), (STORED_AT + 7.9, "7")]
)
def test_age_is_never_negative(now: float, age: str) -> None:
    """An answer stored by a machine with a faster clock has age 0 (RFC 9111, 5.1)."""
    entry = make_entry(LastfmResponse(200, "", b"{}"), STORED_AT, 60)
    headers = cached_response(Answer(200, b"{}", "HIT", entry), now).headers
    assert headers["Age"] == age
    assert headers["Cache-Control"].startswith("public, max-age=60,")
