"""AWS clients with short timeouts: DynamoDB, and those that only some functions connect.

They are botocore's. boto3 returns the same clients, after importing resources and file transfers,
which the gateway does not use.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

#: Short timeouts, in seconds: requests are served without a slow table.
_TABLE_TIMES: Final = Config(
    connect_timeout=1,
    read_timeout=1,
    retries={"mode": "standard", "total_max_attempts": 2},
    tcp_keepalive=True,
)
_OTHER_TIMES: Final = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}
)


@cache
def aws_session() -> botocore.session.Session:
    """Return the environment's session: it reads botocore's data and the credentials once."""
    return botocore.session.Session()


def _connect(service: str, times: Config) -> Any:
    return aws_session().create_client(service, config=times)


def connect_dynamodb(times: Config | None = None) -> "DynamoDBClient":
    """Return a client of DynamoDB."""
    client: DynamoDBClient = _connect("dynamodb", times or _TABLE_TIMES)
    return client


def connect_ssm(times: Config | None = None) -> "SSMClient":
    """Return a client of the Parameter Store."""
    client: SSMClient = _connect("ssm", times or _OTHER_TIMES)
    return client


def connect_sqs(times: Config | None = None) -> "SQSClient":
    """Return a client of SQS."""
    client: SQSClient = _connect("sqs", times or _OTHER_TIMES)
    return client


def connect_kms(times: Config | None = None) -> "KMSClient":
    """Return a client of KMS."""
    client: KMSClient = _connect("kms", times or _OTHER_TIMES)
    return client


def connect_secrets(times: Config | None = None) -> "SecretsManagerClient":
    """Return a client of Secrets Manager."""
    client: SecretsManagerClient = _connect("secretsmanager", times or _OTHER_TIMES)
    return client
