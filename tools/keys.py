"""Creates a key of the gateway and prints it: `python -m tools.keys --user rj`.

Without `--stack`, the key is for the stack that `make run` runs on this machine (PORT, 8080). With
it, for that stack in the account of the AWS credentials.

A write key needs the user's Last.fm session key, made with the deployment's Last.fm key. It is read
from LASTFM_SESSION_KEY or prompted for without echo: arguments appear in process lists and in the
shell's history. The second line that is printed is the key's second form, for ListenBrainz clients.
"""

import argparse
import os
import time
from getpass import getpass

import boto3

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.faces.admin.session_check import check_session
from lastfm_gateway.keys.issue import IssuedKey, issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.settings import Settings
from lastfm_gateway.storage.table import TableFault
from local import aws
from local.processes import LOOPBACK, is_taken

#: The function whose settings the check of a session uses.
ADMIN_FUNCTION = "AdminFunction"


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


def issue_write_key(
    session: boto3.Session, endpoint: str | None, stack: str, user: str
) -> IssuedKey:
    """Issue a write key with a session of its user, which one call to Last.fm checks.

    Raises GatewayError or TableFault.
    """
    session_key = os.environ.get("LASTFM_SESSION_KEY") or getpass("LASTFM_SESSION_KEY: ")
    if endpoint:  # the runtime makes clients of its own
        os.environ.update({**aws.CREDENTIALS, "AWS_DEFAULT_REGION": aws.REGION})
        os.environ["AWS_ENDPOINT_URL"] = endpoint
    runtime = Runtime(_settings(session, endpoint, stack), time.time)
    caller = Caller("caller#command")
    name = check_session(session_key.strip(), user, runtime.cache.fetch, caller)
    encrypted = runtime.cipher.encrypt(session_key.strip(), name)
    return issue_key(runtime.keys, "write", name, time.time(), encrypted_session=encrypted)


def _settings(session: boto3.Session, endpoint: str | None, stack: str) -> Settings:
    """Return the settings of a stack's functions."""
    resource = session.client("cloudformation", endpoint_url=endpoint).describe_stack_resource(
        StackName=stack, LogicalResourceId=ADMIN_FUNCTION
    )
    function = session.client("lambda", endpoint_url=endpoint).get_function_configuration(
        FunctionName=resource["StackResourceDetail"]["PhysicalResourceId"]
    )
    return Settings.from_environment(function["Environment"]["Variables"])


def main() -> None:
    """Print the new key alone, for use in a shell, and the second form of a write key."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--user", required=True, help="the Last.fm user that the key belongs to")
    parser.add_argument("--kind", choices=("read", "write", "admin"), default="read")
    parser.add_argument("--stack", help="a deployed stack; the local one by default")
    arguments = parser.parse_args()
    session, endpoint = clients(arguments.stack)
    stack = arguments.stack or aws.STACK_NAME
    try:
        if arguments.kind == "write":
            issued = issue_write_key(session, endpoint, stack, arguments.user)
        else:
            table = output_of(session, endpoint, stack, "KeysTableName")
            keys = KeyStore(session.client("dynamodb", endpoint_url=endpoint), table)
            issued = issue_key(keys, arguments.kind, arguments.user, time.time())
    except TableFault as fault:
        raise SystemExit(f"The key could not be stored: {fault.reason}") from None
    except GatewayError as error:
        raise SystemExit(f"No key was made: {error.message}") from None
    print(issued.text)
    if issued.listenbrainz_token:
        print(issued.listenbrainz_token)


if __name__ == "__main__":
    main()
