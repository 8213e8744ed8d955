"""Prints the value of the template's ApiGatewayLogsRole: `python -m tools.logs_role`.

It is `existing` if API Gateway already has a role for access logs in this account and region, else
`create`.
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
