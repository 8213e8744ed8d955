"""Runs the whole gateway on 127.0.0.1: the real template on a local AWS, and an upstream."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from local import aws
from local.front_door import open_front_door
from local.permissions import grant_what_differs
from local.processes import LOOPBACK, LocalStackError, free_port, is_taken, run, server
from local.simulator import API_KEY, SHARED_SECRET

STAGE = "local"
PREFIX = "/lastfm-gateway"
HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Upstream:
    """The URLs of Last.fm and the gateway's credentials there.

    `pictures_root` is empty if pictures are at the hosts that it names.
    """

    api_root: str
    api_key: str
    shared_secret: str
    auth_url: str = "https://www.last.fm/api/auth/"
    pictures_root: str = ""


@dataclass(frozen=True)
class LocalStack:
    """The URLs of a running stack, on 127.0.0.1 and without a trailing slash.

    `root_url` serves the API at the root path, as a custom domain does. `simulator_url` is None
    with another upstream.
    """

    base_url: str
    root_url: str
    endpoint_url: str
    simulator_url: str | None
    table_name: str


@contextlib.contextmanager
def local_stack(  # noqa: PLR0913 (keyword-only options)
    *,
    port: int = 0,
    upstream: Upstream | None = None,
    say: Callable[[str], None] = lambda _: None,
    overrides: Mapping[str, str] | None = None,
    build_folder: Path | None = None,
    template: Path | None = None,
    at_once: int | None = None,
) -> Iterator[LocalStack]:
    """Build, deploy and serve the stack inside the context; leave no process and no file.

    `port` 0 takes a free port. Without `upstream` a simulator is started. `say` reports each step.
    `overrides` are template parameters. `build_folder` keeps the build; `template` is that of an
    earlier build, used instead. `at_once` is the most concurrent requests in one function: by
    default two per core, 0 for no limit. Raises `LocalStackError`.
    """
    port = port or free_port()
    if is_taken(port):
        raise LocalStackError(f"Port {port} is taken: set PORT to a free one.")
    root_port = _root_port(port)
    at_once = requests_at_once() if at_once is None else at_once
    aws.isolate()
    with contextlib.ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="lastfm-gateway-")))
        env = aws.environment(folder, port)
        endpoint = env["AWS_ENDPOINT_URL"]

        say(f"Starting a local AWS on {LOOPBACK}:{port}")
        command = [sys.executable, "-m", "local.serve", "--stage", STAGE]
        command += ["--port", str(port), "--root-port", str(root_port), "--at-once", str(at_once)]
        settings = env | aws.ministack_settings(folder, port)
        running.enter_context(
            server("ministack", command, port=port, env=settings, log=folder / "ministack.log")
        )

        simulator_url = None
        if upstream is None:
            simulator_url = running.enter_context(_simulator(env, folder / "simulator.log"))
            say(f"Started the Last.fm simulator; its call log: {simulator_url}/admin/log")
            upstream = Upstream(
                f"{simulator_url}/2.0/",
                API_KEY,
                SHARED_SECRET,
                f"{simulator_url}/api/auth/",
                pictures_root=simulator_url,
            )

        if template is None:
            say("Building the functions and their layer (sam build)")
            template = aws.build(folder, build_folder or folder / "build", env)
        _store_credentials(upstream, env)
        say("Deploying template.yaml (sam deploy)")
        aws.deploy(template, own_parameters(upstream) | dict(overrides or {}), folder, env)
        deployed = aws.deployed_stack(endpoint)
        grant_what_differs(endpoint)
        gateway = aws.session().client("apigateway", endpoint_url=endpoint)
        open_front_door(gateway, aws.ROOT / "openapi.yaml", deployed)
        table_name = deployed.outputs["CacheTableName"]
        root_url = f"http://{LOOPBACK}:{root_port}"
        yield LocalStack(f"{endpoint}/{STAGE}", root_url, endpoint, simulator_url, table_name)


def requests_at_once() -> int:
    """Return the default limit of concurrent requests in one function: it keeps every core busy."""
    return 2 * (os.process_cpu_count() or 1)


def _root_port(port: int) -> int:
    """Return the port after `port`, or a free port if that is taken."""
    following = port + 1
    return free_port() if following > HIGHEST_PORT or is_taken(following) else following


@contextlib.contextmanager
def _simulator(env: Mapping[str, str], log: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "local.simulator", "--port", str(port)]
    with server("The simulator", command, port=port, env=env, log=log):
        yield f"http://{LOOPBACK}:{port}"


def _store_credentials(upstream: Upstream, env: Mapping[str, str]) -> None:
    """Store the API key and secret with the same tool as in a real account."""
    values = {"LASTFM_API_KEY": upstream.api_key, "LASTFM_SHARED_SECRET": upstream.shared_secret}
    command = [sys.executable, "-m", "tools.credentials", "--prefix", PREFIX]
    run(command, env={**env, **values}, cwd=aws.ROOT)


def own_parameters(upstream: Upstream) -> dict[str, str]:
    """Return the template parameters that PARAMETERS cannot override."""
    return {
        "Stage": STAGE,
        "Architecture": aws.architecture(),
        "CredentialsPrefix": PREFIX,
        "LastfmApiRoot": upstream.api_root,
        "LastfmAuthUrl": upstream.auth_url,
        "LastfmPicturesRoot": upstream.pictures_root,
    }
