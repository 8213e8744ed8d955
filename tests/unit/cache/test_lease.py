"""What the holder of a lease leaves for those who wait for the same answer."""

import pytest

from lastfm_gateway.cache.lease import error_of, outcome_of
from lastfm_gateway.errors import UpstreamError
from lastfm_gateway.lastfm.response import LastfmResponse


@pytest.mark.parametrize(
    "reply", [None, LastfmResponse(200, "text/xml; charset=UTF-8", "<lfm>ä</lfm>".encode())]
)
def test_an_error_reaches_those_who_wait_whole(reply: LastfmResponse | None) -> None:
    """Code, status and wait are the same, and so is every byte that Last.fm told it in."""
    met = UpstreamError("Gone", code=6, status=400, retry_after=5)
    met.reply = reply
    told = error_of(outcome_of(met))
    assert isinstance(told, UpstreamError)
    assert (told.message, told.code, told.status, told.retry_after) == ("Gone", 6, 400, 5)
    assert told.reply == reply
