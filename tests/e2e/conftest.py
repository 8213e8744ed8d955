"""Fixtures of the end-to-end tests: a deployed stack for each worker, from one build."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import aws
from local.processes import free_port
from local.stack import LocalStack, local_stack
from tests.support.writer import HOURS, Writer, clock_ahead, new_writer

#: One caller's quota a minute. All tests without an address of their own are one caller, and would
#: exceed the template's 100.
LIMIT = 300


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The template as `sam build` leaves it, built by the first worker that needs it."""
    own = tmp_path_factory.getbasetemp()
    folder = own if worker_id == "master" else own.parent  # which all workers of a run share
    built = folder / "build" / "template.yaml"
    with (folder / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            aws.build(folder, built.parent, aws.environment(folder, free_port()))
    return built


@pytest.fixture(scope="session")
def stack(template: Path) -> Iterator[LocalStack]:
    """Deploy the real template once for each worker, which runs its tests one after the other.

    So no test meets another's faults, clock, calls or open circuit breaker.
    """
    settings = {"RateLimitCalls": str(LIMIT), "UpstreamBudgetCalls": "50000"}
    with local_stack(overrides=settings, template=template) as running:
        yield running


@pytest.fixture(params=HOURS, ids=lambda hours: f"in {hours} h")
def moment(stack: LocalStack, request: pytest.FixtureRequest) -> Iterator[int]:
    """Each of 24 moments of a day on Last.fm's clock, at all of which a test must pass."""
    assert stack.simulator_url
    with clock_ahead(stack.simulator_url, request.param * 3600):
        yield request.param


@pytest.fixture
def writer(stack: LocalStack) -> Writer:
    """A new user, without made-up scrobbles and without another test's."""
    assert stack.simulator_url
    return new_writer(stack.simulator_url)
