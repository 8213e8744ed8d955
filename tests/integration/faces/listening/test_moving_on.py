"""Answers that mean something else tomorrow, or in a few minutes, are not kept until then."""

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
def test_a_range_that_begins_tomorrow_is_not_empty_then(
    rj: Listener, clock: Clock, sparklines: str
) -> None:
    """Today it is empty, for an hour at most; the next day the same address has that day."""
    wish = {"_from": "2026-11-21", "include_sparklines": sparklines}
    today = rj.get(**wish)
    assert today.json["data"] == []
    assert _kept_for(today.headers["Cache-Control"]) <= 3600
    clock.now += DAY
    assert rj.get(**wish).json["data"] != []


@pytest.mark.parametrize("wish", [{}, {"period": "overall"}, {"_from": "2026-11-18"}])
def test_at_midnight_answers_move_on(rj: Listener, clock: Clock, wish: dict[str, str]) -> None:
    """What was composed shortly before holds until then, so that the new day has its bucket."""
    clock.now = at(2026, 11, 20, 23, 55)
    before = rj.get(include_sparklines="true", **wish)
    assert 0 < _kept_for(before.headers["Cache-Control"]) <= 300
    clock.now = at(2026, 11, 21, 0, 1)
    after = rj.get(include_sparklines="true", **wish)
    assert after.headers["X-Cache"] == "MISS"
    if wish != {"period": "overall"}:
        assert after.json["data"][0]["sparkline"]["points"][-1] == 0


def test_a_play_that_comes_in_after_its_day_is_shown(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """A day that has just ended is read again, as one that is still open."""
    clock.now = at(2026, 11, 21, 0, 10)
    wish = {"date": "2026-11-20", "include_sparklines": "true"}
    before = rj.get(TRACKS, **wish).json["data"][0]
    history = lastfm.service.world.histories["rj"]
    track = next(
        t for _, t in played(lastfm, at(2026, 11, 20), clock.now) if t.name == before["name"]
    )
    history.add(int(at(2026, 11, 20, 23, 59)), track, int(clock.now))
    clock.now += 2 * 3600
    after = rj.get(TRACKS, **wish).json["data"][0]
    assert (after["name"], after["playcount"]) == (before["name"], before["playcount"] + 1)
    assert sum(after["sparkline"]["points"]) == after["playcount"]
