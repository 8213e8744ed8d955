"""Fixtures: a history table in DynamoDB."""

from collections.abc import Mapping
from uuid import uuid4

import boto3
import pytest

from local.aws_standin import create_history_table


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
