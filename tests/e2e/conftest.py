import time
from collections.abc import Iterator

import pytest
import urllib3

from local.stack import LocalStack, local_stack

#: Calls that one test may make: all tests share one address, and so one limit.
ROOM = 40


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Build and deploy the real template once; every end-to-end test calls this stack."""
    with local_stack() as running:
        yield running


@pytest.fixture
def room(stack: LocalStack) -> None:
    """Let a test begin once its caller's limit has room for it."""
    while True:
        headers = urllib3.request("GET", f"{stack.base_url}/health").headers
        if int(headers["X-RateLimit-Remaining"]) >= ROOM:
            return
        time.sleep(1)
