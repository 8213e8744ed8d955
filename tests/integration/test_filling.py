"""Filling a table with many keys, for the benchmarks."""

from collections.abc import Mapping

import boto3
import pytest

from bench.filling import fill

CREDENTIAL = "local/eu-central-1"


def test_requested_number_of_keys_is_stored(environment: Mapping[str, str]) -> None:
    """The last batch is a partial one, and boto3 counts the same number."""
    table = environment["GATEWAY_TABLE"]
    url = environment["AWS_ENDPOINT_URL_DYNAMODB"]
    batches = list(fill(url, CREDENTIAL, table, 1_013))
    assert batches[-1] == 1_013
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    keys = {item["pk"]["S"] for page in pages for item in page["Items"]}
    assert len(keys) == 1_013
    assert all(key.startswith("answer#") for key in keys)


def test_refused_batch_is_an_error(environment: Mapping[str, str]) -> None:
    """Filling a missing table fails."""
    with pytest.raises(RuntimeError, match="ResourceNotFoundException"):
        list(fill(environment["AWS_ENDPOINT_URL_DYNAMODB"], CREDENTIAL, "no-such-table", 25))
