"""Fixtures of the import's tests."""

from collections.abc import Callable, Mapping

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.history import import_calls, page_run, source
from tests.integration.conftest import new_key
from tests.support.clock import Clock
from tests.support.imports import Deployment


@pytest.fixture
def clock() -> Clock:
    """The clock of the simulated Last.fm, which a test may move."""
    return Clock()


@pytest.fixture
def deploy(
    environment: Mapping[str, str], clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Deployment]:
    """Return a function that starts a deployment, with settings and a key of each user."""
    assert environment

    def start(*users: str, **settings: str) -> Deployment:
        for name, value in {"UPSTREAM_BUDGET_CALLS": "50000", **settings}.items():
            monkeypatch.setenv(name, value)
        for user in users:
            new_key(user=user)
        return Deployment(Runtime.from_environment(clock=clock))

    return start


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of ten scrobbles, and two of them a message."""
    monkeypatch.setattr(page_run, "PAGE", 10)
    monkeypatch.setattr(source._parameters, "__defaults__", (10,))  # noqa: SLF001
    monkeypatch.setattr(import_calls, "PAGES_PER_MESSAGE", 2)
