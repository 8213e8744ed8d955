"""Fixtures of the listening face: a user's key and a Last.fm on a driven clock."""

from collections.abc import Iterator, Mapping
from functools import partial

import pytest

from local.simulator import Simulator
from tests.integration.faces.listening.filled import Filled
from tests.integration.faces.listening.link_worker import LinkWorker
from tests.integration.faces.listening.stored_history import store_history
from tests.integration.faces.listening.support import Clock, Listener
from tests.support.apple import Apple
from tests.support.poller import create_queue


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def rj(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> Listener:
    """The user with years of scrobbles, 50,000 of them in the last twelve months, all imported."""
    assert environment
    listener = Listener(lastfm, clock)
    store_history(listener, lastfm)
    return listener


@pytest.fixture
def new_rj(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> Listener:
    """The same user before anything is imported."""
    assert environment
    return Listener(lastfm, clock)


@pytest.fixture
def apple() -> Iterator[Apple]:
    """A fake of Apple's search, without results at first."""
    with Apple() as running:
        yield running


@pytest.fixture
def queue(environment: Mapping[str, str], apple: Apple, monkeypatch: pytest.MonkeyPatch) -> str:
    """The queue of names, in the environment of a deployment with AppleLinks=on."""
    assert environment
    made = create_queue(hides=0)
    monkeypatch.setenv("APPLE_LINKS_QUEUE_URL", made)
    monkeypatch.setenv("APPLE_SEARCH_URL", apple.url)
    return made


@pytest.fixture
def linked(queue: str, lastfm: Simulator, clock: Clock) -> Listener:
    """The same user, with Apple links on."""
    assert queue
    return Listener(lastfm, clock)


@pytest.fixture
def worker(queue: str, clock: Clock) -> LinkWorker:
    """The worker of that queue."""
    return LinkWorker(queue, clock)


@pytest.fixture
def fill(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> partial[Filled]:
    """Stores the history of a user."""
    assert environment
    return partial(Filled, lastfm, clock)
