from collections.abc import Iterator

import pytest

from local.stack import LocalStack, local_stack

#: Calls that one caller may cause in a minute: all tests but those with an address of their own are
#: one caller, and would wait for each other at the template's 100.
LIMIT = 300


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Build and deploy the real template once; every end-to-end test calls this stack."""
    settings = {"RateLimitCalls": str(LIMIT), "UpstreamBudgetCalls": "100000"}
    with local_stack(overrides=settings) as running:
        yield running
