from collections.abc import Iterator

import pytest

from local.stack import LocalStack, local_stack


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Build and deploy the real template once; every end-to-end test calls this stack."""
    with local_stack() as running:
        yield running
