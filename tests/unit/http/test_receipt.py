"""How long API Gateway has had a request."""

from typing import Any

import pytest

from lastfm_gateway.http.request import FRONT_DOOR_SECONDS, Request
from tools.proxy_event import proxy_event

NOW = 1_800_000_000.0


def request(**context: Any) -> Request:
    """Return a request with more in its context."""
    event = proxy_event("/card/recent.svg")
    return Request({**event, "requestContext": {**event["requestContext"], **context}})


def test_seconds_since_receipt() -> None:
    """API Gateway says when it received a request, in milliseconds."""
    sent = request(requestTimeEpoch=int(NOW * 1000) - 1500)
    assert sent.seconds_since_receipt(NOW) == pytest.approx(1.5)


@pytest.mark.parametrize("seconds", [-1, FRONT_DOOR_SECONDS + 1, NOW])
def test_impossible_times_count_as_no_time(seconds: float) -> None:
    """Clocks may differ, and sam local sends seconds."""
    sent = request(requestTimeEpoch=int((NOW - seconds) * 1000))
    assert sent.seconds_since_receipt(NOW) == 0
    assert request().seconds_since_receipt(NOW) == 0
