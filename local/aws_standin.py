"""The AWS resources of a deployed function for tests: tables, credentials, a moto server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from moto.server import ThreadedMotoServer

from local.simulator import API_KEY, SECOND_API_KEY, SECOND_SHARED_SECRET, SHARED_SECRET

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_ssm import SSMClient


def create_table(dynamodb: "DynamoDBClient", name: str) -> None:
    """Create the cache table as template.yaml declares it."""
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )


def create_keys_table(dynamodb: "DynamoDBClient", name: str) -> None:
    """Create the keys table with its index, as template.yaml declares it."""
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "S"},
            {"AttributeName": "c", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "holder",
                "KeySchema": [
                    {"AttributeName": "n", "KeyType": "HASH"},
                    {"AttributeName": "c", "KeyType": "RANGE"},
                ],
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": ["k", "u", "x"],
                },
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )


def create_history_table(dynamodb: "DynamoDBClient", name: str) -> None:
    """Create the history table as template.yaml declares it."""
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )


def store_credentials(ssm: "SSMClient", prefix: str, *, second: bool = False) -> None:
    """Store the simulator's API key and secret as the deployment's credentials.

    `second`: store its second pair too, for signing in.
    """
    values = {"api-key": API_KEY, "shared-secret": SHARED_SECRET}
    if second:
        values["sign-in-api-key"] = SECOND_API_KEY
        values["sign-in-shared-secret"] = SECOND_SHARED_SECRET
    for name, value in values.items():
        ssm.put_parameter(Name=f"{prefix}/{name}", Value=value, Type="SecureString", Overwrite=True)


@contextmanager
def moto_server() -> Iterator[str]:
    """Run a moto server inside the context and yield its URL."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
