import pytest

from tests.unit.simulator.in_process import InProcess


@pytest.fixture
def lastfm() -> InProcess:
    """Give a client of a simulator that nobody has called yet."""
    return InProcess()
