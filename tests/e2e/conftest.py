from collections.abc import Iterator

import pytest

from local.stack import LocalStack, local_stack
from tests.support.writer import HOURS, Writer, clock_ahead, new_writer

#: Calls that one caller may cause in a minute: all tests but those with an address of their own are
#: one caller, and would wait for each other at the template's 100.
LIMIT = 300


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Build and deploy the real template once; every end-to-end test calls this stack."""
    settings = {"RateLimitCalls": str(LIMIT), "UpstreamBudgetCalls": "100000"}
    with local_stack(overrides=settings) as running:
        yield running


@pytest.fixture(params=HOURS, ids=lambda hours: f"in {hours} h")
def moment(stack: LocalStack, request: pytest.FixtureRequest) -> Iterator[int]:
    """Each of 24 moments of a day, by Last.fm's clock: a test that writes passes at all of them."""
    assert stack.simulator_url
    with clock_ahead(stack.simulator_url, request.param * 3600):
        yield request.param


@pytest.fixture
def writer(stack: LocalStack) -> Writer:
    """A new user: what a test writes meets neither made-up scrobbles nor another test's."""
    assert stack.simulator_url
    return new_writer(stack.simulator_url)
