"""The order and the ids of the tests, and the time limits of property tests."""

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
    *("test_deployment.py", "test_long_walks.py", "test_mcp.py", "test_shared_caches.py"),
    *("test_run.py", "test_browser.py"),
}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Add schemathesis's operation to the id of its test: all have that of their function."""
    if operation := getattr(item, "operation_label", ""):
        item._id = item.id.with_params(operation)  # noqa: SLF001 (there is no other way)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files begin first, and keep the random order otherwise.

    Of tests with the same id, workers would run one and pass over the others in silence.
    """
    assert len({item.nodeid for item in items}) == len(items), "two tests have the same id"
    items.sort(key=lambda item: item.path.name not in LONGEST)
