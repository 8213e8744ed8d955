"""Fixtures of the end-to-end tests: one deployed stack."""

from collections.abc import Iterator

import pytest

from local.stack import LocalStack, local_stack
from tests.support.writer import HOURS, Writer, clock_ahead, new_writer

#: One caller's quota a minute. All tests without an address of their own are one caller, and would
#: exceed the template's 100.
LIMIT = 300


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Build and deploy the real template once, for all end-to-end tests."""
    settings = {"RateLimitCalls": str(LIMIT), "UpstreamBudgetCalls": "50000"}
    with local_stack(overrides=settings) as running:
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
