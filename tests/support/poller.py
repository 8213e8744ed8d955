"""The event source mapping from a queue to its worker: receive, invoke, delete."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3

from lastfm_gateway.storage.sqs import BatchHandler

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef


def create_queue(*, hides: int = 30) -> str:
    """Create a FIFO queue and return its URL. `hides` is its visibility timeout in seconds."""
    return boto3.client("sqs").create_queue(
        QueueName=f"{uuid4().hex}.fifo",
        Attributes={"FifoQueue": "true", "VisibilityTimeout": str(hides)},
    )["QueueUrl"]


def receive(url: str) -> list["MessageTypeDef"]:
    """Receive up to ten visible messages."""
    found = boto3.client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    )
    return found.get("Messages", [])


def poll(url: str, handler: BatchHandler) -> list[str]:
    """Hand one batch to a worker; return the bodies of the messages that it failed."""
    messages = receive(url)
    event = {"Records": [_record(message) for message in messages]}
    failures = handler(event, None)["batchItemFailures"]
    failed = {failure["itemIdentifier"] for failure in failures}
    for message in messages:
        if message["MessageId"] not in failed:
            boto3.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in messages if message["MessageId"] in failed]


def _record(message: "MessageTypeDef") -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
    }
