"""Fixtures of the simulator's tests."""

import pytest

from tests.unit.simulator.in_process import InProcess


@pytest.fixture
def lastfm() -> InProcess:
    """A client of a simulator that nobody has called yet."""
    return InProcess()
