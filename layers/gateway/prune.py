"""Removes from the layer what nothing reads at run time: `python prune.py FOLDER`."""

import gzip
import json
import shutil
import sys
from pathlib import Path

# The services that the gateway calls; botocore brings the models of four hundred.
SERVICES = frozenset({"dynamodb", "kms", "secretsmanager", "sqs", "ssm"})
# importlib.metadata reads the version from METADATA, and so do vulnerability scanners.
KEPT_METADATA = frozenset({"METADATA"})
UNREAD = (
    "bin",
    "boto3/data",  # models of boto3.resource; the gateway uses clients
    "boto3/examples",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/*.min.*",
    "dateutil/zoneinfo/*.tar.gz",  # a copy of the system's time zones
    "botocore/data/*/*/examples-1.json",
    "**/*.pyi",
    "**/py.typed",
    "**/__pycache__",
)


def unread(packages: Path) -> list[Path]:
    """Return the folders and files to delete from `packages`, a folder that pip filled."""
    models = [path for path in (packages / "botocore/data").iterdir() if path.is_dir()]
    metadata = packages.glob("*.dist-info/*")
    return [
        *(path for path in models if path.name not in SERVICES),
        *(path for path in metadata if path.name not in KEPT_METADATA),
        *(path for pattern in UNREAD for path in packages.glob(pattern)),
    ]


def prune(packages: Path) -> None:
    """Delete the files and folders that `unread` returns; shorten botocore's data."""
    for path in unread(packages):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)  # its folder may be gone already
    shorten_endpoints(packages / "botocore/data/endpoints.json")
    for model in packages.glob("botocore/data/*/*/service-2.json.gz"):
        shorten_model(model)


def shorten_endpoints(path: Path) -> None:
    """Keep the endpoints of the called services: parsing those of all takes 10 ms a cold start."""
    content = json.loads(path.read_text())
    for partition in content["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in SERVICES}
    path.write_text(json.dumps(content, separators=(",", ":")))


def shorten_model(path: Path) -> None:
    """Remove the documentation from a service's model."""
    content = json.loads(gzip.decompress(path.read_bytes()), object_hook=_undocumented)
    path.write_bytes(gzip.compress(json.dumps(content, separators=(",", ":")).encode(), mtime=0))


def _undocumented(entry: dict[str, object]) -> dict[str, object]:
    """Return an object of a model without its documentation, a text; members may have that name."""
    return {
        name: v for name, v in entry.items() if name != "documentation" or not isinstance(v, str)
    }


if __name__ == "__main__":
    prune(Path(sys.argv[1]))
