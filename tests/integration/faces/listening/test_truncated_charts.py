"""Truncated charts: rows that a full chart omits are counted from scrobbles."""

import pytest

from local.simulator import Simulator
from tests.integration.faces.listening.support import (
    ALBUMS,
    DAY,
    TODAY,
    TRACKS,
    YEARS,
    Clock,
    Listener,
    check,
    shorten_charts,
)


def test_tracks_missing_from_a_full_chart_are_read_one_by_one(
    rj: Listener, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A track that every full chart lists costs no further call."""
    shorten_charts(monkeypatch, 100)
    query = {"period": "overall", "limit": 12, "page": 15, "include_sparklines": "true"}
    check(lastfm, TRACKS, rj.get(TRACKS, **query), YEARS)
    methods = {call.method for call in lastfm.log}
    assert {"user.getWeeklyTrackChart", "user.getTrackScrobbles"} <= methods


def test_albums_missing_from_a_full_chart_are_counted_from_scrobbles(
    rj: Listener, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request continues where the previous one stopped."""
    shorten_charts(monkeypatch, 12)
    query = {"period": "7day", "limit": 50, "include_sparklines": "true"}
    requests = 1
    while "partial" in (reply := rj.get(ALBUMS, **query)).text:
        assert rj.calls <= 55
        requests += 1
        assert requests < 6
        clock.now += 61
    assert requests > 1
    edges = [TODAY - (6 - day) * DAY for day in range(8)]
    check(lastfm, ALBUMS, reply, edges)
