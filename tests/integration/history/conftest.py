"""Fixtures of the history tests: a clock that stands still, and a user with years of scrobbles."""

from collections.abc import Mapping

import pytest

from local.simulator import Simulator
from tests.integration.history.support import Client
from tests.support.clock import StillClock


@pytest.fixture
def clock() -> StillClock:
    """A clock that the test moves."""
    return StillClock()


@pytest.fixture
def rj(environment: Mapping[str, str], lastfm: Simulator, clock: StillClock) -> Client:
    """The user with years of scrobbles, 50,000 of them in the last twelve months."""
    assert environment
    return Client(lastfm, clock)
