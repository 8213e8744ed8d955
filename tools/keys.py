"""Creates a key of the gateway and prints it: `python -m tools.keys --user rj`.

Without `--stack`, the key is for the stack that `make run` runs on this machine (PORT, 8080). With
it, for that stack in the account of the AWS credentials.
"""

import argparse
import os
import time

import boto3

from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.storage.table import TableFault
from local import aws
from local.processes import LOOPBACK, is_taken


def clients(stack: str | None) -> tuple[boto3.Session, str | None]:
    """Return a boto3 session, and the endpoint of its clients if it is not AWS's."""
    if stack:
        return boto3.Session(), None
    port = int(os.environ.get("PORT", "8080"))
    if not is_taken(port):
        raise SystemExit(
            f"Nothing runs on port {port}: start `make run`, or name a deployed STACK."
        )
    aws.isolate()
    return aws.session(), f"http://{LOOPBACK}:{port}"


def output_of(session: boto3.Session, endpoint: str | None, stack: str, name: str) -> str:
    """Return an output of a stack."""
    found = session.client("cloudformation", endpoint_url=endpoint).describe_stacks(StackName=stack)
    outputs = {item["OutputKey"]: item["OutputValue"] for item in found["Stacks"][0]["Outputs"]}
    return outputs[name]


def main() -> None:
    """Print the new key alone, for use in a shell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--user", required=True, help="the Last.fm user that the key belongs to")
    parser.add_argument("--kind", choices=("read", "admin"), default="read")
    parser.add_argument("--stack", help="a deployed stack; the local one by default")
    arguments = parser.parse_args()
    session, endpoint = clients(arguments.stack)
    stack = arguments.stack or aws.STACK_NAME
    table = output_of(session, endpoint, stack, "KeysTableName")
    keys = KeyStore(session.client("dynamodb", endpoint_url=endpoint), table)
    try:
        print(issue_key(keys, arguments.kind, arguments.user, time.time()).text)
    except TableFault as fault:
        raise SystemExit(f"The key could not be stored: {fault.reason}") from None


if __name__ == "__main__":
    main()
