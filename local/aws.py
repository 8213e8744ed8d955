"""The local AWS: MiniStack, and sam's way to it with made-up credentials."""

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
# MiniStack takes the account's root user to be the one whose key is its own.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
# A proxy of the machine's must not be asked for the loopback address; both spellings are in use.
NO_PROXY = dict.fromkeys(("NO_PROXY", "no_proxy"), f"{LOOPBACK},localhost")
OURS = ("AWS_", "LASTFM_", "PYTHON", "MINISTACK_", "GATEWAY_", "POWERTOOLS_")


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return the environment of every child: no real account is in it, nor can be found from it.

    ``folder`` takes all temporary files, ``port`` is MiniStack's.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
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
    """Return what MiniStack needs beside it; AUTH makes it enforce the roles' policies."""
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
    """Remove from our own environment what leads to a real account, or around by a proxy."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(NO_PROXY)


def session() -> boto3.Session:
    """Clients of the local AWS come from here, each with its ``endpoint_url``."""
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
    """Return what CloudFormation says of the stack."""
    client = session().client("cloudformation", endpoint_url=endpoint)
    stack = client.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    parameters = {item["ParameterKey"]: item["ParameterValue"] for item in stack["Parameters"]}
    outputs = {item["OutputKey"]: item["OutputValue"] for item in stack["Outputs"]}
    return DeployedStack(parameters, outputs)


def resources(endpoint: str, kind: str = "") -> dict[str, str]:
    """Return the physical ids of the stack's resources, or of one type's, by their logical ids."""
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
    """`sam build` for this machine ``into`` a folder; returns the built template."""
    template = ROOT / "template.yaml"
    command = ["build", "--template-file", str(template), "--build-dir", str(into)]
    command += ["--parameter-overrides", f"Architecture={architecture()}"]
    _sam(command, folder, {**env, "LAYER_ARCHITECTURE": "host"})
    return into / "template.yaml"


def deploy(
    template: Path, parameters: Mapping[str, str], folder: Path, env: Mapping[str, str]
) -> None:
    """`sam deploy` with the project's own settings and ``parameters`` instead of its overrides."""
    overrides = [_override(name, value) for name, value in parameters.items()]
    command = ["deploy", "--template-file", str(template), "--stack-name", STACK_NAME]
    _sam([*command, "--no-confirm-changeset", "--parameter-overrides", *overrides], folder, env)


def _override(name: str, value: str) -> str:
    """Return a parameter in sam's own syntax, which splits what is not quoted at blanks."""
    escaped = value.replace('"', '\\"')
    return f'{name}="{escaped}"'


def _sam(arguments: Sequence[str], folder: Path, env: Mapping[str, str]) -> None:
    """Run sam quietly; its output is shown only when it fails."""
    config = folder / "sam"
    config.mkdir(exist_ok=True)
    # It looks for its newest version on the internet once a week, and sends telemetry.
    seen = {"telemetryEnabled": False, "lastVersionCheck": time.time()}
    (config / "metadata.json").write_text(json.dumps(seen))
    command = ["sam", *arguments, "--config-file", str(ROOT / "samconfig.toml")]
    settings = {
        "__SAM_CLI_APP_DIR": str(config),
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.2",  # seconds; its 5 are for the real CloudFormation
    }
    run(command, env={**env, **settings}, cwd=ROOT)
