"""`make start-api`: `sam local start-api`, with the local AWS and the simulator behind it.

Each function runs in a container, as `sam local` does it, so this needs Docker. PORT (3000) is the
API's. CONTAINER_HOST is the address of this machine that containers reach: 172.17.0.1 on Linux;
elsewhere Docker itself leads `host.docker.internal` to 127.0.0.1.
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

#: What Docker calls the machine that it runs on.
HOST = "host.docker.internal"
REACHED = "172.17.0.1" if sys.platform == "linux" else LOOPBACK
VARIABLES = aws.ROOT / ".run" / "sam-local.json"
BUILD = aws.ROOT / ".aws-sam" / "build"


def variables(stack: LocalStack) -> dict[str, dict[str, str]]:
    """Return what each function was deployed with, as a container reaches it, by its logical id."""
    session = aws.session()
    functions = session.client("lambda", endpoint_url=stack.endpoint_url)
    found = {}
    for logical, name in aws.resources(stack.endpoint_url, "AWS::Lambda::Function").items():
        deployed = functions.get_function_configuration(FunctionName=name)
        found[logical] = {
            **{
                # The page that a user's browser opens stays as it is.
                name: value if name == "LASTFM_AUTH_URL" else _from_container(value)
                for name, value in deployed["Environment"]["Variables"].items()
            },
            "AWS_ENDPOINT_URL": _from_container(stack.endpoint_url),
        }
    return found


def _from_container(url: str) -> str:
    return re.sub(rf"//(?:{re.escape(LOOPBACK)}|localhost):", f"//{HOST}:", url)


def start_api(port: str, container_host: str) -> None:
    """Serve until a signal comes or sam ends. Raises :class:`LocalStackError`."""
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
            raise LocalStackError("sam local start-api failed; its message stands above.")


def main() -> int:
    """Exit code 0 after a signal, 1 when something cannot start."""
    port, host = os.environ.get("PORT", "3000"), os.environ.get("CONTAINER_HOST", REACHED)
    return until_stopped("make start-api", lambda: start_api(port, host))


if __name__ == "__main__":
    sys.exit(main())
