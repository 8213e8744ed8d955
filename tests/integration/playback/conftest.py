"""Fixtures of playback: a clock that stands still, and players of a user."""

from collections.abc import Mapping

import pytest

from local.simulator import Simulator
from tests.integration.playback.support import Player
from tests.support.clock import StillClock


@pytest.fixture
def clock() -> StillClock:
    """A clock that the test moves."""
    return StillClock()


@pytest.fixture
def player(environment: Mapping[str, str], lastfm: Simulator, clock: StillClock) -> Player:
    """A player of the user rj, whose key has a session."""
    assert environment
    return Player(lastfm, clock, "rj")
