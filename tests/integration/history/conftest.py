"""Fixtures of the history: a table, a still clock, and a user with years of scrobbles."""

from collections.abc import Mapping
from uuid import uuid4

import boto3
import pytest

from local.aws_standin import create_history_table
from local.simulator import Simulator
from tests.integration.history.support import Client
from tests.support.clock import StillClock


@pytest.fixture
def clock() -> StillClock:
    """A clock that the test moves."""
    return StillClock()


@pytest.fixture
def rj(environment: Mapping[str, str], lastfm: Simulator, clock: StillClock) -> Client:
    """The user with years of scrobbles, 50,000 of them in the last twelve months."""
    assert environment
    return Client(lastfm, clock)


@pytest.fixture
def history_table(
    monkeypatch: pytest.MonkeyPatch, credentials: Mapping[str, str], database_url: str
) -> str:
    """The name of a new, empty table."""
    assert credentials
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", database_url)
    name = f"history-{uuid4().hex}"
    create_history_table(boto3.client("dynamodb", endpoint_url=database_url), name)
    return name
