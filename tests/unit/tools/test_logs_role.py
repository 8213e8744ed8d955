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
def test_an_accounts_role_is_left_alone(account: dict[str, object], wanted: str) -> None:
    """A role for access logs is made only in an account and region that has none."""
    client = boto3.client(
        "apigateway", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        stub.add_response("get_account", account)
        assert logs_role(client) == wanted
