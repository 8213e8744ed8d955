"""The order of the test files, and the time limits of property tests."""

from typing import Final

import pytest
from hypothesis import settings

#: A slow machine decides no test.
settings.register_profile("gateway", deadline=None)
settings.load_profile("gateway")

#: The files that take longest. Begun last, one of them would keep one worker busy when all others
#: have finished.
LONGEST: Final = {
    *("test_details.py", "test_sparklines.py", "test_sparklines_cost.py", "test_strict_client.py"),
    *("test_built_layer.py", "test_rate_limiter_load.py", "test_single_flight.py"),
    *("test_deployment.py", "test_long_walks.py", "test_run.py"),
}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files begin first, and keep the random order otherwise."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
