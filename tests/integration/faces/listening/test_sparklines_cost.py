"""What sparklines cost, and what becomes of those that cannot be finished."""

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
    assert 0 < rj.calls + rj.lookups <= 55
    assert "partial" not in first.text
    assert rj.get(path, **wish).text == first.text
    assert rj.calls + rj.lookups == 0
    for later in laters:
        clock.now = NOW + later
        assert rj.get(path, **wish).status == 200
        assert rj.calls + rj.lookups <= 3


YEAR = {"period": "12month", "include_sparklines": "true"}

#: The same window as the period's sparklines, as a range: 52 weeks from Monday, this one last.
SAME = {"_from": "2025-11-24", "to": "2026-11-22", "include_sparklines": "true"}
MONTHS = [at(2025, 11, 24), at(2025, 12, 1), *(at(2026, n, 1) for n in range(1, 12))]
MONTHS.append(at(2026, 11, 23))


def test_pages_serve_whatever_is_asked_of_the_window(rj: Listener, lastfm: Simulator) -> None:
    """Once a year was read, another page, limit, kind or granularity costs no call for scrobbles.

    Not even a window within it; lists of other kinds and periods cost their own call.
    """
    rj.get(TRACKS, **YEAR)
    assert rj.calls + rj.lookups <= 55
    for wish in ({"page": 2}, {"limit": 50}, {"limit": 7, "page": 60}):
        assert rj.get(TRACKS, **YEAR, **wish).json["data"]
        assert rj.calls + rj.lookups == 0
    for path in (TRACKS, ARTISTS, ALBUMS):
        months = rj.get(path, **SAME)
        assert rj.calls == 0
        check(path, months.json["data"], played(lastfm, MONTHS[0], MONTHS[-1]), MONTHS)
    for path in (ARTISTS, ALBUMS):
        rj.get(path, **YEAR)
        assert rj.calls == 1
    for period in ("6month", "3month", "1month", "7day"):
        rj.get(TRACKS, period=period, include_sparklines="true")
        assert rj.calls == 1
    rj.get(TRACKS, _from="2026-03-01", to="2026-05-31", include_sparklines="true")
    assert rj.calls == 1


def test_charts_serve_every_row_and_page(
    rj: Listener, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they are the fewest, as for who plays far more, other rows cost no call."""
    monkeypatch.setattr("lastfm_gateway.faces.listening.fetch_plan.PAGE", 600)
    first = rj.get(ARTISTS, **YEAR)
    assert rj.calls == 53
    assert "partial" not in first.text
    for wish in ({"page": 2}, {"limit": 50}):
        assert rj.get(ARTISTS, **YEAR, **wish).json["data"]
        assert rj.calls == 0
    clock.now += 2 * 3600
    rj.get(ARTISTS, **YEAR)
    assert rj.calls <= 3


def test_an_artists_few_tracks_are_read_one_by_one(rj: Listener, lastfm: Simulator) -> None:
    """All of the list, so that its other pages cost nothing; the weeks still open as charts."""
    wish = {"artist_id": rj.get(ARTISTS, period="12month", limit=50).json["data"][20]["id"], **YEAR}
    total = rj.get(TRACKS, **{**wish, "include_sparklines": "false"}).json["pagination"]["total"]
    assert 5 < total < 30
    lastfm.log.clear()
    rj.get(TRACKS, limit=5, **wish)
    assert [call.method for call in lastfm.log].count("user.getTrackScrobbles") == total
    assert rj.calls == total + 3
    rj.get(TRACKS, limit=5, page=2, **wish)
    assert rj.calls == 0


def test_a_light_user_is_read_in_one_page(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> None:
    """The list and one page of scrobbles; hours later again, at most."""
    assert environment
    newcomer = Listener(lastfm, clock, "newcomer")
    newcomer.get(TRACKS, period="overall", include_sparklines="true")
    lastfm.log.clear()
    clock.now = datetime(2025, 6, 1, tzinfo=UTC).timestamp()
    newcomer.get(TRACKS, **YEAR)
    assert [call.method for call in lastfm.log] == ["user.getTopTracks", "user.getRecentTracks"]


def test_one_who_plays_too_much_for_one_request_gets_the_pages_own_rows(
    rj: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no plan for the whole window fits a request, its rows are read: whole at once."""
    monkeypatch.setattr("lastfm_gateway.faces.listening.reader.MOST_CALLS", 20)
    first = rj.get(TRACKS, **YEAR)
    assert "partial" not in first.text
    assert rj.calls <= 20


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
    clock.now += 5  # so long the failure is remembered
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
