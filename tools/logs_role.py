"""Tells whether a deployment must make API Gateway's role for access logs.

`python -m tools.logs_role` prints the template's ApiGatewayLogsRole: `existing` where the account
has one in this region, so that it is left alone, else `create`.
"""

from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient


def logs_role(client: "APIGatewayClient") -> str:
    """Return `existing` or `create`."""
    return "existing" if client.get_account().get("cloudwatchRoleArn") else "create"


if __name__ == "__main__":
    print(logs_role(boto3.client("apigateway")))
