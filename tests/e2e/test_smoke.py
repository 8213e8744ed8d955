"""`make smoke` against the deployed local stack."""

import os
import subprocess
import sys

import pytest

from local import aws
from local.stack import LocalStack


def read_key(stack: LocalStack) -> str:
    """Return a read key for the stack, as the operator issues one."""
    return subprocess.run(
        [sys.executable, "-m", "tools.keys", "--user", "rj"],
        cwd=aws.ROOT,
        env=os.environ
        | aws.CREDENTIALS
        | {
            "AWS_ENDPOINT_URL": stack.endpoint_url,
            "AWS_DEFAULT_REGION": aws.REGION,
            "PYTHONPATH": str(aws.ROOT / "layers/gateway"),
            "PORT": stack.endpoint_url.rpartition(":")[2],
        },
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


@pytest.mark.parametrize("keyed", [False, True], ids=["without a key", "with a key"])
def test_smoke_finds_no_difference_from_the_docs(stack: LocalStack, *, keyed: bool) -> None:
    """Every face, the headers, the limit and the sign-in page are as documented."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.smoke", stack.base_url],
        cwd=aws.ROOT,
        env=os.environ | {"KEY": read_key(stack) if keyed else ""},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "DIFFERS" in done.stdout) == (0, False), done.stdout + done.stderr
    assert ("Without KEY" in done.stdout) is not keyed
