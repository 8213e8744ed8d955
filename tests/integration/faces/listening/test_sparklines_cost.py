"""The cost of sparklines, and what an answer says while the history is imported."""

from collections.abc import Mapping

import pytest

from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.faces.listening.support import (
    ALBUMS,
    ARTISTS,
    DAY,
    NOW,
    TODAY,
    TRACKS,
    Clock,
    Listener,
    at,
    check,
    played,
)

YEAR = {"period": "12month", "include_sparklines": "true"}
WEEKS = [TODAY - 4 * DAY - (51 - week) * 7 * DAY for week in range(53)]

#: The same window as the period's sparklines, as a range: 52 weeks from Monday, this one last.
SAME = {"_from": "2025-11-24", "to": "2026-11-22", "include_sparklines": "true"}
MONTHS = [at(2025, 11, 24), at(2025, 12, 1), *(at(2026, n, 1) for n in range(1, 12))]
MONTHS.append(at(2026, 11, 23))


def test_first_visitor_sees_a_year_at_once(
    new_rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """50,000 scrobbles cost at most 55 calls, later pages none, hours or days later three each."""
    assert len(played(lastfm, NOW - 365 * DAY, NOW)) > 49_000
    first = new_rj.get(ARTISTS, limit=50, **YEAR)
    assert len(lastfm.log) <= 55
    check(lastfm, ARTISTS, first, WEEKS)
    assert new_rj.get(ARTISTS, limit=50, **YEAR).text == first.text
    assert new_rj.calls + new_rj.lookups + new_rj.syncs == 0
    for later in (2 * 3600, 26 * 3600, 3 * DAY):
        clock.now = NOW + later
        reply = new_rj.get(ARTISTS, limit=50, **YEAR)
        assert "partial" not in reply.json
        assert new_rj.calls + new_rj.lookups + new_rj.syncs <= 3


@pytest.mark.parametrize("name", ["artists", "genres", "stats", "year/2026"])
def test_first_request_makes_at_most_55_calls(
    new_rj: Listener, lastfm: Simulator, name: str
) -> None:
    """Scrobbles, lists, genres and details share them."""
    reply = new_rj.get(f"/v1/listening/{name}")
    assert reply.status == 200
    assert 40 < len(lastfm.log) <= 55


def test_page_of_a_stored_history_makes_at_most_one_call(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """Other pages, limits, granularities and windows cost none; lists of other kinds their own."""
    rj.get(TRACKS, **YEAR)
    for query in ({"page": 2}, {"limit": 50}, {"limit": 7, "page": 60}):
        assert rj.get(TRACKS, **YEAR, **query).json["data"]
        assert rj.calls + rj.lookups + rj.syncs == 0
    for path in (TRACKS, ALBUMS, ARTISTS):
        check(lastfm, path, rj.get(path, **SAME), MONTHS)
        assert rj.calls + rj.syncs == 0
    for period in ("6month", "3month", "1month", "7day", "overall"):
        rj.get(TRACKS, period=period, include_sparklines="true")
        assert (rj.calls, rj.lookups, rj.syncs) == (1, 0, 0)
    rj.get(TRACKS, _from="2026-03-01", to="2026-05-31", include_sparklines="true")
    assert rj.calls + rj.lookups + rj.syncs == 0
    clock.now += 60
    rj.get(TRACKS, **YEAR)
    assert (rj.calls, rj.lookups, rj.syncs) == (0, 0, 1)


def test_one_artists_tracks_are_counted_without_further_calls(
    rj: Listener, lastfm: Simulator
) -> None:
    """Their list is read to its end, and every page has its sparklines."""
    query = {
        "artist_id": rj.get(ARTISTS, period="12month", limit=50).json["data"][20]["id"],
        **YEAR,
    }
    check(lastfm, TRACKS, rj.get(TRACKS, limit=5, **query), WEEKS)
    check(lastfm, TRACKS, rj.get(TRACKS, limit=5, page=2, **query), WEEKS)
    assert rj.calls + rj.lookups + rj.syncs == 0


def test_light_listener_costs_one_page(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> None:
    """The first request reads the list and the newest scrobbles, which are all there are."""
    assert environment
    newcomer = Listener(lastfm, clock, "newcomer")
    newcomer.get(TRACKS, period="overall", include_sparklines="true")
    assert [call.method for call in lastfm.log] == ["user.getTopTracks", "user.getRecentTracks"]


@pytest.mark.parametrize("path", [TRACKS, ALBUMS, ARTISTS])
def test_answer_says_that_its_window_is_not_imported_yet(
    new_rj: Listener, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Rows are complete, sparklines partial and marked; each request goes on until all is there."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "20")
    slow = Listener(lastfm, clock)
    query = {"period": "12month", "limit": 50, "include_sparklines": "true"}
    stored = []
    while "partial" in (reply := slow.get(path, **query)).json:
        assert reply.status == 200
        assert reply.json["partial"] is True
        assert {row["sparkline"]["partial"] for row in reply.json["data"]} == {True}
        assert {len(row["sparkline"]["points"]) for row in reply.json["data"]} == {52}
        assert reply.headers["Retry-After"] == "5"
        assert reply.headers["Cache-Control"] == "no-store"
        done, total = reply.headers["X-History-Progress"].split("/")
        assert int(total) == len(played(lastfm, 0, NOW + 1))
        stored.append(int(done))
        clock.now += 61
        assert len(stored) < 6
    assert stored == sorted(set(stored))
    assert "X-History-Progress" not in reply.headers
    check(lastfm, path, reply, WEEKS)
    assert new_rj.calls == 0


def test_imported_window_is_whole_while_the_rest_is_missing(
    new_rj: Listener, lastfm: Simulator
) -> None:
    """A day is complete though nothing before it is stored, and the whole history is not."""
    day = new_rj.get(date="2026-11-18", include_sparklines="true")
    check(lastfm, TRACKS, day, [at(2026, 11, 18), at(2026, 11, 19)])
    assert "partial" not in day.json


def test_interrupted_sparkline_is_partial_and_completed_later(
    new_rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """A partial answer is not stored."""
    new_rj.get(period="7day")
    lastfm.faults.add(Fault("error", code=8, method="user.getRecentTracks", times=6))
    query = {"period": "1month", "include_sparklines": "true"}
    first = new_rj.get(**query)
    assert first.status == 200
    assert {row["sparkline"]["partial"] for row in first.json["data"]} == {True}
    assert first.headers["Cache-Control"] == "no-store"
    lastfm.faults.clear()
    clock.now += 61  # the failure is forgotten
    second = new_rj.get(**query)
    assert "partial" not in second.text
