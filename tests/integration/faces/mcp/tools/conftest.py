"""Fixtures of the tools: callers with and without a key, and a Last.fm on a fixed clock."""

from collections.abc import Callable, Mapping

import pytest

from local.simulator import Simulator
from tests.integration.faces.listening.support import Clock
from tests.integration.faces.mcp.tools.support import Assistant


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves: 20 November 2026."""
    return Clock()


@pytest.fixture
def assistant_of(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> Callable[..., Assistant]:
    """Make a caller with a key of a user whose history is stored, or without a key."""
    assert environment

    def make(user: str | None = None, *, stored: bool = True) -> Assistant:
        assistant = Assistant(lastfm, clock, user)
        if user and stored:
            assistant.store_history(user)
        return assistant

    return make
