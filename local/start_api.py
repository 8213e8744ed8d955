"""`make start-api`: runs `sam local start-api` with the local AWS and the simulator behind it.

Each function runs in a container, so this needs Docker. Environment variables: PORT is the port of
the API (3000). CONTAINER_HOST is this machine's address as containers reach it: 172.17.0.1 on
Linux; elsewhere Docker forwards `host.docker.internal` to 127.0.0.1.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

from local import aws
from local.processes import LOOPBACK, LocalStackError, end
from local.relay import relay
from local.run import say, until_stopped
from local.stack import LocalStack, local_stack

#: The name of this machine inside containers.
HOST = "host.docker.internal"
REACHED = "172.17.0.1" if sys.platform == "linux" else LOOPBACK
VARIABLES = aws.ROOT / ".run" / "sam-local.json"
BUILD = aws.ROOT / ".aws-sam" / "build"


def variables(stack: LocalStack) -> dict[str, dict[str, str]]:
    """Return the environment variables of each function by logical id, for use in a container."""
    session = aws.session()
    functions = session.client("lambda", endpoint_url=stack.endpoint_url)
    by_function = {}
    for logical, name in aws.resources(stack.endpoint_url, "AWS::Lambda::Function").items():
        deployed = functions.get_function_configuration(FunctionName=name)
        by_function[logical] = {
            **{
                # A user's browser opens this page: it stays unchanged.
                name: value if name == "LASTFM_AUTH_URL" else _from_container(value)
                for name, value in deployed["Environment"]["Variables"].items()
            },
            "AWS_ENDPOINT_URL": _from_container(stack.endpoint_url),
        }
    return by_function


def _from_container(url: str) -> str:
    return re.sub(rf"//(?:{re.escape(LOOPBACK)}|localhost):", f"//{HOST}:", url)


def start_api(port: str, container_host: str) -> None:
    """Serve until a signal or the end of sam. Raises `LocalStackError`."""
    with contextlib.ExitStack() as running:
        stack = running.enter_context(local_stack(say=say, build_folder=BUILD))
        if container_host != LOOPBACK:
            for url in filter(None, (stack.endpoint_url, stack.simulator_url)):
                running.enter_context(relay(container_host, urlsplit(url).port or 0))
        VARIABLES.parent.mkdir(exist_ok=True)
        VARIABLES.write_text(json.dumps(variables(stack), indent=2) + "\n")
        running.callback(VARIABLES.unlink)
        say(f"Starting sam local start-api on http://{LOOPBACK}:{port}")
        command = ["sam", "local", "start-api", "--port", port]
        command += ["--parameter-overrides", f"Architecture={aws.architecture()}"]
        if container_host != LOOPBACK:
            command += ["--add-host", f"{HOST}:{container_host}"]
        env = os.environ | aws.CREDENTIALS
        sam = subprocess.Popen(command, cwd=aws.ROOT, env=env, start_new_session=True)
        running.callback(end, sam)
        if sam.wait():
            raise LocalStackError("sam local start-api failed; see its message above.")


def main() -> int:
    """Return exit code 0 after a signal, 1 when a part cannot start."""
    port, host = os.environ.get("PORT", "3000"), os.environ.get("CONTAINER_HOST", REACHED)
    return until_stopped("make start-api", lambda: start_api(port, host))


if __name__ == "__main__":
    sys.exit(main())
