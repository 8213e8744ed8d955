"""Removes files from the layer that nothing reads at run time: `python prune.py FOLDER`."""

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
    """Delete the files and folders that `unread` returns."""
    for path in unread(packages):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)  # its folder may be gone already


if __name__ == "__main__":
    prune(Path(sys.argv[1]))
