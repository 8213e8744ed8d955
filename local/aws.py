"""The local AWS: MiniStack's settings, `sam build` and `sam deploy` with made-up credentials."""

import json
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import boto3

from local.processes import LOOPBACK, run

ROOT = Path(__file__).parent.parent
REGION = "us-east-1"
STACK_NAME = "lastfm-gateway"
# MiniStack treats this access key as the account's root user.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
# Requests to the loopback address bypass the machine's proxy; programs read either spelling.
NO_PROXY = dict.fromkeys(("NO_PROXY", "no_proxy"), f"{LOOPBACK},localhost")
_DROPPED = ("AWS_", "LASTFM_", "PYTHON", "MINISTACK_", "GATEWAY_", "POWERTOOLS_")


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return the environment variables of child processes, without access to a real account.

    `folder` receives all temporary files; `port` is MiniStack's.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    return inherited | CREDENTIALS | NO_PROXY | {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{port}",
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(folder),
    }  # fmt: skip


def ministack_settings(folder: Path, port: int) -> dict[str, str]:
    """Return MiniStack's additional variables; AUTH makes it enforce the roles' policies."""
    return {
        "AUTH": "true",
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
    }


def isolate() -> None:
    """Remove AWS variables from this process, and keep local requests off the proxy."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(NO_PROXY)


def session() -> boto3.Session:
    """Return a session for clients of the local AWS; pass `endpoint_url` to each client."""
    return boto3.Session(
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )


@dataclass(frozen=True)
class DeployedStack:
    """The stack's parameters, defaults included, and its outputs, both by name."""

    parameters: Mapping[str, str]
    outputs: Mapping[str, str]


def deployed_stack(endpoint: str) -> DeployedStack:
    """Return the deployed stack as CloudFormation describes it."""
    client = session().client("cloudformation", endpoint_url=endpoint)
    stack = client.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    parameters = {item["ParameterKey"]: item["ParameterValue"] for item in stack["Parameters"]}
    outputs = {item["OutputKey"]: item["OutputValue"] for item in stack["Outputs"]}
    return DeployedStack(parameters, outputs)


def resources(endpoint: str, kind: str = "") -> dict[str, str]:
    """Return the physical ids of the stack's resources by logical id, of one type if `kind`."""
    client = session().client("cloudformation", endpoint_url=endpoint)
    pages = client.get_paginator("list_stack_resources").paginate(StackName=STACK_NAME)
    return {
        item["LogicalResourceId"]: item.get("PhysicalResourceId", "")
        for page in pages
        for item in page["StackResourceSummaries"]
        if not kind or item["ResourceType"] == kind
    }


def architecture() -> str:
    """Return the template's name for this machine's processor."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def build(folder: Path, into: Path, env: Mapping[str, str]) -> Path:
    """Run `sam build` for this machine into the folder `into`; return the built template."""
    template = ROOT / "template.yaml"
    command = ["build", "--template-file", str(template), "--build-dir", str(into)]
    command += ["--parameter-overrides", f"Architecture={architecture()}"]
    _sam(command, folder, {**env, "LAYER_ARCHITECTURE": "host"})
    return into / "template.yaml"


def deploy(
    template: Path, parameters: Mapping[str, str], folder: Path, env: Mapping[str, str]
) -> None:
    """Run `sam deploy` with samconfig.toml and `parameters` as the template's parameters."""
    overrides = [_override(name, value) for name, value in parameters.items()]
    command = ["deploy", "--template-file", str(template), "--stack-name", STACK_NAME]
    _sam([*command, "--no-confirm-changeset", "--parameter-overrides", *overrides], folder, env)


def _override(name: str, value: str) -> str:
    """Return a parameter override, quoted: sam splits unquoted values at blanks."""
    escaped = value.replace('"', '\\"')
    return f'{name}="{escaped}"'


def _sam(arguments: Sequence[str], folder: Path, env: Mapping[str, str]) -> None:
    """Run sam; show its output only when it fails."""
    config = folder / "sam"
    config.mkdir(exist_ok=True)
    # Without this file, sam checks for updates on the internet and sends telemetry.
    metadata = {"telemetryEnabled": False, "lastVersionCheck": time.time()}
    (config / "metadata.json").write_text(json.dumps(metadata))
    command = ["sam", *arguments, "--config-file", str(ROOT / "samconfig.toml")]
    settings = {
        "__SAM_CLI_APP_DIR": str(config),
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.2",  # seconds; the default of 5 suits the real CloudFormation
    }
    run(command, env={**env, **settings}, cwd=ROOT)
