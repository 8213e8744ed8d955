"""Determinism of the simulator's world."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.simulator.catalogue import Catalogue
from local.simulator.people import DAY, PEOPLE
from local.simulator.scrobbles import raw
from local.simulator.world import World
from tests.unit.simulator.in_process import EVERYTHING, NOW, InProcess

_ROOT = Path(__file__).parents[3]
_RJ = PEOPLE[0]
_PROGRAM = f"""
from local.simulator.catalogue import Catalogue
from local.simulator.people import PEOPLE
from local.simulator.scrobbles import raw
albums = Catalogue().playable()
print([(u, t.artist.name, t.name) for u, t in raw(PEOPLE[0], {_RJ.registered + 90 * DAY}, albums)])
"""


def test_history_does_not_change_as_time_goes_on() -> None:
    """The history until now is the beginning of the history until next month."""
    albums = Catalogue().playable()
    earlier = list(raw(_RJ, NOW, albums))
    assert list(raw(_RJ, NOW + 30 * DAY, albums))[: len(earlier)] == earlier


def test_old_and_new_simulators_agree() -> None:
    """A simulator that ran for a week answers as one that was started today."""
    grown = InProcess(now=NOW - 7 * DAY)
    grown.json("user.getInfo", user="rj")
    grown.now = NOW
    started = InProcess()
    for method in ("user.getTopTracks", "user.getRecentTracks", "chart.getTopTracks"):
        assert grown.json(method, **EVERYTHING) == started.json(method, **EVERYTHING)


def test_no_scrobble_is_in_the_future(lastfm: InProcess) -> None:
    """The newest scrobble is of now or before, even within today."""
    newest = lastfm.json("user.getRecentTracks", user="rj", limit="1")["recenttracks"]["track"][0]
    assert NOW - DAY < int(newest["date"]["uts"]) <= NOW


def test_two_processes_agree() -> None:
    """Nothing depends on Python's randomised hashes."""
    program = [sys.executable, "-c", _PROGRAM]
    outputs = {
        subprocess.run(
            program, check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000


def test_rj_is_a_heavy_listener_and_newcomer_is_not() -> None:
    """Rj has about 50,000 scrobbles in twelve months and 80,000 in all; newcomer has one."""
    histories = World().histories
    assert 45_000 < histories["rj"].size(NOW - 365 * DAY, None, NOW) < 55_000
    assert 75_000 < histories["rj"].size(None, None, NOW) < 90_000
    assert histories["newcomer"].size(None, None, NOW) == 1


def test_every_history_is_in_order() -> None:
    """Each user's scrobbles are in order of time, no two at once."""
    albums = Catalogue().playable()
    for person in PEOPLE:
        times = [uts for uts, _ in raw(person, NOW, albums)]
        assert times == sorted(set(times))


def test_starting_is_fast() -> None:
    """A world with its whole history takes 1.5 seconds of the processor at the most.

    The least of some turns counts: what else the machine does only adds to a turn.
    """
    turns = list[float]()
    while len(turns) < 5:
        start = time.process_time()
        World().histories["rj"].size(None, None, NOW)
        turns.append(time.process_time() - start)
        if min(turns) < 1.5:
            return
    pytest.fail(f"at the least {min(turns):.2f} seconds")
