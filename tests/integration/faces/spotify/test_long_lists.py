"""Walks through a long list within one minute."""

import time
from collections.abc import Mapping

import pytest

from local.simulator import Simulator
from local.simulator.entities import Track
from tests.integration.faces.spotify.conftest import ARTISTS, Client
from tests.support.clock import Clock

LENGTH = 2500


class FrozenClock(Clock):
    """A clock that stands still, so that no call leaves the sliding window."""

    def __init__(self, now: float) -> None:
        super().__init__()
        self._now = now

    def __call__(self) -> float:
        """Return the current time."""
        return self._now


@pytest.fixture
def walker(environment: Mapping[str, str], lastfm: Simulator) -> Client:
    """A user with more than 2,500 tracks, under the template's limit of a hundred a minute."""
    assert environment
    now = int(time.time())
    world = lastfm.service.world
    for number in range(LENGTH):
        track = Track(world.catalogue.artists[number % 40], f"Walked {number}")
        world.histories["newcomer"].add(now - 3600 - number, track, now)
    return Client(lastfm, FrozenClock(now), "newcomer")


@pytest.mark.parametrize("step", [50, 20])
def test_walk_through_2500_tracks_meets_no_429(
    walker: Client, lastfm: Simulator, step: int
) -> None:
    """The list takes three calls, and lookups use only what is left of the quota."""
    names = list[str]()
    for offset in range(0, LENGTH, step):
        page = walker.get(time_range="long_term", limit=step, offset=offset)
        assert page.status == 200, (offset, page.text)
        names += [item["name"] for item in page.json["items"]]
    assert len(set(names)) == len(names) == LENGTH
    listed = [call for call in lastfm.log if call.method == "user.getTopTracks"]
    assert len(listed) == 3
    assert walker.get("/v1/me").status == 200
    assert walker.get(ARTISTS, time_range="short_term").status == 200
