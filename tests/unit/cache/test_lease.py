"""The result that a lease's holder leaves for waiting callers."""

import pytest

from lastfm_gateway.cache.lease import error_of, outcome_of
from lastfm_gateway.errors import UpstreamError
from lastfm_gateway.lastfm.response import LastfmResponse


@pytest.mark.parametrize(
    "reply", [None, LastfmResponse(200, "text/xml; charset=UTF-8", "<lfm>ä</lfm>".encode())]
)
def test_error_reaches_waiting_callers_unchanged(reply: LastfmResponse | None) -> None:
    """Code, status, Retry-After and Last.fm's own bytes are the same."""
    met = UpstreamError("Gone", code=6, status=400, retry_after=5)
    met.reply = reply
    restored = error_of(outcome_of(met))
    assert isinstance(restored, UpstreamError)
    assert (restored.message, restored.code, restored.status, restored.retry_after) == (
        "Gone",
        6,
        400,
        5,
    )
    assert restored.reply == reply
