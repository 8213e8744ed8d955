"""The measurements' own way to many keys."""

from collections.abc import Mapping

import boto3
import pytest

from bench.filling import fill

CREDENTIAL = "local/eu-central-1"


def test_it_stores_as_many_keys_as_asked(environment: Mapping[str, str]) -> None:
    """The last batch is not a whole one, and what is there is what boto3's account sees."""
    table = environment["GATEWAY_TABLE"]
    url = environment["AWS_ENDPOINT_URL_DYNAMODB"]
    told = list(fill(url, CREDENTIAL, table, 1_013))
    assert told[-1] == 1_013
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    keys = {item["pk"]["S"] for page in pages for item in page["Items"]}
    assert len(keys) == 1_013
    assert all(key.startswith("answer#") for key in keys)


def test_a_refused_batch_is_not_passed_over(environment: Mapping[str, str]) -> None:
    """Into a table that is not there nothing is filled, and that is said."""
    with pytest.raises(RuntimeError, match="ResourceNotFoundException"):
        list(fill(environment["AWS_ENDPOINT_URL_DYNAMODB"], CREDENTIAL, "no-such-table", 25))
