"""What sparklines cost, and what becomes of those that cannot be finished."""

import pytest

from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.listening_face.support import (
    ARTISTS,
    DAY,
    NOW,
    TRACKS,
    Clock,
    Listener,
    played,
)


@pytest.mark.parametrize(
    ("path", "limit", "laters"),
    [
        (TRACKS, 10, (2 * 3600, 26 * 3600)),
        (TRACKS, 50, (2 * 3600, 26 * 3600, 3 * DAY)),
        (ARTISTS, 10, (2 * 3600, 26 * 3600, 3 * DAY)),
    ],
)
def test_what_a_year_costs(  # noqa: PLR0913, PLR0917 (fixtures and cases)
    rj: Listener, lastfm: Simulator, clock: Clock, path: str, limit: int, laters: tuple[int, ...]
) -> None:
    """Cold at most 55 calls for 50,000 scrobbles; again none; hours or days later at most 3."""
    assert len(played(lastfm, NOW - 365 * DAY, NOW)) > 49_000
    wish = {"period": "12month", "limit": limit, "include_sparklines": "true"}
    first = rj.get(path, **wish)
    cold = rj.calls
    assert 0 < cold <= 55
    assert "partial" not in first.text
    assert rj.get(path, **wish).text == first.text
    assert rj.calls == 0
    for later in laters:
        clock.now = NOW + later
        assert rj.get(path, **wish).status == 200
        assert rj.calls <= 3


def test_another_page_costs_its_own_calls_only(rj: Listener) -> None:
    """Buckets that are stored serve the other rows: artists' next page costs its list alone."""
    rj.get(ARTISTS, period="12month", include_sparklines="true")
    rj.get(ARTISTS, period="12month", include_sparklines="true", page=2)
    assert rj.calls == 1
    rj.get(ARTISTS, period="6month", include_sparklines="true")
    assert rj.calls <= 3


def test_what_fails_is_marked_and_completed_later(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """A sparkline that Last.fm breaks off goes out as partial, is not kept, and is completed."""
    lastfm.faults.add(Fault("error", code=8, method="user.getRecentTracks", times=3))
    wish = {"period": "7day", "include_sparklines": "true"}
    first = rj.get(**wish)
    assert first.status == 200
    assert {row["sparkline"]["partial"] for row in first.json["data"]} == {True}
    assert first.headers["Cache-Control"] == "no-store"
    clock.now += 1
    second = rj.get(**wish)
    assert "partial" not in second.text


@pytest.mark.usefixtures("environment")
def test_a_spent_limit_gives_what_is_there(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the caller's limit the points so far go out as partial; the next minute goes on."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "20")
    slow = Listener(lastfm, clock)
    wish = {"period": "12month", "limit": 50, "include_sparklines": "true"}
    seen = []
    for _ in range(4):
        reply = slow.get(ARTISTS, **wish)
        seen.append("partial" in reply.text)
        clock.now += 61
    assert seen[0] is True
    assert seen[-1] is False
