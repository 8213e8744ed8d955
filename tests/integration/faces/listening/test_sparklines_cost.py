"""The cost of sparklines, and what happens to unfinished ones."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.faces.listening.support import (
    ALBUMS,
    ARTISTS,
    DAY,
    NOW,
    TRACKS,
    Clock,
    Listener,
    at,
    check,
    played,
    shorten_charts,
)


@pytest.mark.parametrize(
    ("path", "limit", "laters"),
    [
        (TRACKS, 10, (2 * 3600, 26 * 3600)),
        (TRACKS, 50, (2 * 3600, 26 * 3600, 3 * DAY)),
        (ARTISTS, 10, (2 * 3600, 26 * 3600, 3 * DAY)),
    ],
)
def test_year_costs_at_most_55_calls(  # noqa: PLR0913, PLR0917 (fixtures and cases)
    rj: Listener, lastfm: Simulator, clock: Clock, path: str, limit: int, laters: tuple[int, ...]
) -> None:
    """Cold 55 for 50,000 scrobbles, warm none, hours or days later at most three."""
    assert len(played(lastfm, NOW - 365 * DAY, NOW)) > 49_000
    query = {"period": "12month", "limit": limit, "include_sparklines": "true"}
    first = rj.get(path, **query)
    assert 0 < rj.calls + rj.lookups <= 55
    assert "partial" not in first.text
    assert rj.get(path, **query).text == first.text
    assert rj.calls + rj.lookups == 0
    for later in laters:
        clock.now = NOW + later
        assert rj.get(path, **query).status == 200
        assert rj.calls + rj.lookups <= 3


YEAR = {"period": "12month", "include_sparklines": "true"}

#: The same window as the period's sparklines, as a range: 52 weeks from Monday, this one last.
SAME = {"_from": "2025-11-24", "to": "2026-11-22", "include_sparklines": "true"}
MONTHS = [at(2025, 11, 24), at(2025, 12, 1), *(at(2026, n, 1) for n in range(1, 12))]
MONTHS.append(at(2026, 11, 23))


def test_stored_scrobbles_serve_every_page_of_the_window(rj: Listener, lastfm: Simulator) -> None:
    """After one year was read, other pages, limits and granularities cost no call for scrobbles.

    A narrower window is free too. Lists of other kinds and periods cost their own call.
    """
    rj.get(TRACKS, **YEAR)
    assert rj.calls + rj.lookups <= 55
    for query in ({"page": 2}, {"limit": 50}, {"limit": 7, "page": 60}):
        assert rj.get(TRACKS, **YEAR, **query).json["data"]
        assert rj.calls + rj.lookups == 0
    for path in (TRACKS, ARTISTS, ALBUMS):
        months = rj.get(path, **SAME)
        assert rj.calls == 0
        check(lastfm, path, months, MONTHS)
    for path in (ARTISTS, ALBUMS):
        rj.get(path, **YEAR)
        assert rj.calls == 1
    for period in ("6month", "3month", "1month", "7day"):
        rj.get(TRACKS, period=period, include_sparklines="true")
        assert rj.calls == 1
    rj.get(TRACKS, _from="2026-03-01", to="2026-05-31", include_sparklines="true")
    assert rj.calls == 1


def test_stored_charts_serve_every_row_and_page(
    rj: Listener, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For heavy listeners charts are the cheapest, and other rows then cost no call."""
    shorten_charts(monkeypatch, 600)
    first = rj.get(ARTISTS, **YEAR)
    assert rj.calls == 53
    assert "partial" not in first.text
    for query in ({"page": 2}, {"limit": 50}):
        assert rj.get(ARTISTS, **YEAR, **query).json["data"]
        assert rj.calls == 0
    clock.now += 2 * 3600
    rj.get(ARTISTS, **YEAR)
    assert rj.calls <= 3


def test_few_tracks_of_an_artist_are_read_one_by_one(rj: Listener, lastfm: Simulator) -> None:
    """The whole list is read, so other pages are free; open weeks are read as charts."""
    query = {
        "artist_id": rj.get(ARTISTS, period="12month", limit=50).json["data"][20]["id"],
        **YEAR,
    }
    total = rj.get(TRACKS, **{**query, "include_sparklines": "false"}).json["pagination"]["total"]
    assert 5 < total < 30
    lastfm.log.clear()
    rj.get(TRACKS, limit=5, **query)
    assert [call.method for call in lastfm.log].count("user.getTrackScrobbles") == total
    assert rj.calls == total + 3
    rj.get(TRACKS, limit=5, page=2, **query)
    assert rj.calls == 0


def test_light_listener_costs_one_page(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> None:
    """The first request reads the list and one page of scrobbles, and so does one hours later."""
    assert environment
    newcomer = Listener(lastfm, clock, "newcomer")
    newcomer.get(TRACKS, period="overall", include_sparklines="true")
    lastfm.log.clear()
    clock.now = datetime(2025, 6, 1, tzinfo=UTC).timestamp()
    newcomer.get(TRACKS, **YEAR)
    assert [call.method for call in lastfm.log] == ["user.getTopTracks", "user.getRecentTracks"]


def test_only_the_pages_rows_are_read_when_no_plan_fits_one_request(
    rj: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are complete at once."""
    monkeypatch.setattr("lastfm_gateway.faces.listening.reader.MAX_CALLS_PER_REQUEST", 20)
    first = rj.get(TRACKS, **YEAR)
    assert "partial" not in first.text
    assert rj.calls <= 20


def test_interrupted_sparkline_is_partial_and_completed_later(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """A partial answer is not stored."""
    lastfm.faults.add(Fault("error", code=8, method="user.getRecentTracks", times=3))
    query = {"period": "7day", "include_sparklines": "true"}
    first = rj.get(**query)
    assert first.status == 200
    assert {row["sparkline"]["partial"] for row in first.json["data"]} == {True}
    assert first.headers["Cache-Control"] == "no-store"
    clock.now += 5  # the failure is forgotten
    second = rj.get(**query)
    assert "partial" not in second.text


@pytest.mark.usefixtures("environment")
def test_sparklines_over_the_rate_limit_are_partial(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next minute continues where this request stopped."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "20")
    slow = Listener(lastfm, clock)
    query = {"period": "12month", "limit": 50, "include_sparklines": "true"}
    seen = []
    for _ in range(4):
        reply = slow.get(ARTISTS, **query)
        seen.append("partial" in reply.text)
        clock.now += 61
    assert seen[0] is True
    assert seen[-1] is False
