"""Expiry of answers whose meaning changes with time."""

import pytest

from local.simulator import Simulator
from tests.integration.faces.listening.support import (
    DAY,
    TRACKS,
    Clock,
    Listener,
    at,
    played,
)


def _kept_for(cache_control: str) -> int:
    return int(cache_control.rpartition("max-age=")[2].split(",")[0])


@pytest.mark.parametrize("sparklines", ["true", "false"])
def test_range_that_begins_tomorrow_is_kept_for_an_hour(
    rj: Listener, clock: Clock, sparklines: str
) -> None:
    """It is empty today, and has that day's plays tomorrow."""
    query = {"_from": "2026-11-21", "include_sparklines": sparklines}
    today = rj.get(**query)
    assert today.json["data"] == []
    assert _kept_for(today.headers["Cache-Control"]) <= 3600
    clock.now += DAY
    assert rj.get(**query).json["data"] != []


@pytest.mark.parametrize("query", [{}, {"period": "overall"}, {"_from": "2026-11-18"}])
def test_answers_expire_at_midnight(rj: Listener, clock: Clock, query: dict[str, str]) -> None:
    """An answer of late evening holds until then, so that the new day gets its bucket."""
    clock.now = at(2026, 11, 20, 23, 55)
    before = rj.get(include_sparklines="true", **query)
    assert 0 < _kept_for(before.headers["Cache-Control"]) <= 300
    clock.now = at(2026, 11, 21, 0, 1)
    after = rj.get(include_sparklines="true", **query)
    assert after.headers["X-Cache"] == "MISS"
    if query != {"period": "overall"}:
        assert after.json["data"][0]["sparkline"]["points"][-1] == 0


def test_late_scrobble_of_an_ended_day_is_shown(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """A day that has just ended is read again like an open one."""
    clock.now = at(2026, 11, 21, 0, 10)
    query = {"date": "2026-11-20", "include_sparklines": "true"}
    before = rj.get(TRACKS, **query).json["data"][0]
    history = lastfm.service.world.histories["rj"]
    track = next(
        t for _, t in played(lastfm, at(2026, 11, 20), clock.now) if t.name == before["name"]
    )
    history.add(int(at(2026, 11, 20, 23, 59)), track, int(clock.now))
    clock.now += 2 * 3600
    after = rj.get(TRACKS, **query).json["data"][0]
    assert (after["name"], after["playcount"]) == (before["name"], before["playcount"] + 1)
    assert sum(after["sparkline"]["points"]) == after["playcount"]
