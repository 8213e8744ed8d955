"""Truncated charts: rows that a full chart omits are counted from scrobbles."""

from datetime import UTC, datetime

import pytest

from local.simulator import Simulator
from tests.integration.faces.listening.support import (
    ALBUMS,
    DAY,
    NOW,
    TRACKS,
    Clock,
    Listener,
    at,
    check,
    played,
)

TODAY = datetime(2026, 11, 20, tzinfo=UTC).timestamp()


def test_tracks_missing_from_a_full_chart_are_read_one_by_one(
    rj: Listener, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A track that every full chart lists costs no further call."""
    monkeypatch.setattr("lastfm_gateway.faces.listening.fetch_plan.PAGE", 100)
    query = {"period": "overall", "limit": 12, "page": 15, "include_sparklines": "true"}
    data = rj.get(TRACKS, **query).json["data"]
    edges = [at(year, 1, 1) for year in range(2019, 2028)]
    check(TRACKS, data, played(lastfm, 0, NOW + 1), edges)
    methods = {call.method for call in lastfm.log}
    assert {"user.getWeeklyTrackChart", "user.getTrackScrobbles"} <= methods


def test_albums_missing_from_a_full_chart_are_counted_from_scrobbles(
    rj: Listener, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request continues where the previous one stopped."""
    monkeypatch.setattr("lastfm_gateway.faces.listening.fetch_plan.PAGE", 12)
    query = {"period": "7day", "limit": 50, "include_sparklines": "true"}
    requests = 1
    while "partial" in (reply := rj.get(ALBUMS, **query)).text:
        assert rj.calls <= 55
        requests += 1
        assert requests < 6
        clock.now += 61
    assert requests > 1
    edges = [TODAY - (6 - day) * DAY for day in range(8)]
    check(ALBUMS, reply.json["data"], played(lastfm, edges[0], NOW + 1), edges)
