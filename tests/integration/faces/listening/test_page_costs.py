"""What a page that is counted from the stored history costs its caller."""

import pytest

from local.simulator import Simulator
from tests.integration.faces.listening.filled import Filled
from tests.integration.faces.listening.support import Clock, Listener

HISTORY = "/v1/listening/history"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rate limit of four calls a minute."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "4")


@pytest.mark.usefixtures("few")
def test_composed_page_costs_a_unit_and_a_hit_none(
    new_rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """Changing a parameter for ever ends with 429 in the face's shape; cached pages stay free."""
    Filled(lastfm, clock, "rj")
    first = new_rj.get(HISTORY, page=1)
    left = [first.headers["X-RateLimit-Remaining"]]
    for _ in range(5):
        again = new_rj.get(HISTORY, page=1)
        assert again.headers["X-Cache"] == "HIT"
        left.append(again.headers["X-RateLimit-Remaining"])
    assert len(set(left)) == 1
    replies = [new_rj.get(HISTORY, page=page) for page in range(2, 6)]
    statuses = [reply.status for reply in replies]
    assert statuses == sorted(statuses)
    refused = replies[-1]
    assert (refused.status, refused.json["status"]) == (429, 429)
    assert int(refused.headers["Retry-After"]) >= 1
    assert new_rj.get(HISTORY, page=1).status == 200


@pytest.mark.usefixtures("few")
def test_request_that_reads_nothing_costs_nothing(new_rj: Listener) -> None:
    """An invalid range is refused before the history is read."""
    for _ in range(6):
        reply = new_rj.get(HISTORY, _from="2026-02-02", to="2026-02-01")
        assert reply.status == 400
    assert reply.headers["X-RateLimit-Remaining"] == "4"
