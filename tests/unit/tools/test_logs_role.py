"""The account's role for API Gateway's access logs."""

import boto3
import pytest
from botocore.stub import Stubber

from tools.logs_role import logs_role


@pytest.mark.parametrize(
    ("account", "wanted"),
    [
        ({"cloudwatchRoleArn": "arn:aws:iam::123456789012:role/logs"}, "existing"),
        ({"throttleSettings": {"burstLimit": 1, "rateLimit": 1.0}}, "create"),
    ],
)
def test_existing_role_is_kept(account: dict[str, object], wanted: str) -> None:
    """The stack makes one only in an account and region without it."""
    client = boto3.client(
        "apigateway", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        stub.add_response("get_account", account)
        assert logs_role(client) == wanted
