"""A user's key and a Last.fm, both by a clock that stands still until a test moves it."""

from collections.abc import Iterator, Mapping

import pytest

from local.simulator import Simulator
from tests.integration.listening_face.support import Clock, Listener


@pytest.fixture
def clock() -> Clock:
    """A clock that moves when told."""
    return Clock()


@pytest.fixture
def lastfm(clock: Clock) -> Iterator[Simulator]:
    """A simulated Last.fm by that clock."""
    with Simulator(now=clock) as simulator:
        yield simulator


@pytest.fixture
def rj(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> Listener:
    """The user with years of scrobbles, 50,000 of them in the last twelve months."""
    assert environment
    return Listener(lastfm, clock)
