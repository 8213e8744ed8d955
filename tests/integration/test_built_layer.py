"""The built layer: contents, bytecode and size."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LAYER = Path(__file__).parents[2] / "layers" / "gateway"
SERVICES = {"dynamodb", "kms", "secretsmanager", "sqs", "ssm"}
MEGABYTE = 1024 * 1024
# Lambda's own bound is 250 MB. With all of botocore's models and no more care it would be 44.
BOUND = 25 * MEGABYTE
# PEP 552: bit 0 says that a hash follows instead of a time, bit 1 that it is to be checked.
UNCHECKED_HASH = 0b01


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the layer as `sam build` does, for the machine that tests."""
    artifacts = tmp_path_factory.mktemp("layer")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    settings = {"PATH": path, "ARTIFACTS_DIR": str(artifacts), "LAYER_ARCHITECTURE": "host"}
    command = ["make", "build-GatewayLayer"]
    subprocess.run(command, cwd=LAYER, env={**os.environ, **settings}, check=True)
    return artifacts / "python"


def run_with_only(packages: Path, code: str) -> str:
    """Run `code` in an interpreter with nothing but the standard library and the layer."""
    path = f"[{str(packages)!r}, *(p for p in sys.path if 'site-packages' not in p)]"
    command = [sys.executable, "-I", "-B", "-c", f"import sys\nsys.path = {path}\n{code}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_every_module_has_unchecked_bytecode(packages: Path) -> None:
    """Each source has bytecode of this Python version with an unchecked hash."""
    sources = list(packages.rglob("*.py"))
    assert len(sources) > 500
    for source in sources:
        bytecode = Path(importlib.util.cache_from_source(source)).read_bytes()
        assert bytecode[:4] == importlib.util.MAGIC_NUMBER, source
        assert int.from_bytes(bytecode[4:8], "little") == UNCHECKED_HASH, source


def test_importing_compiles_nothing(packages: Path) -> None:
    """Importing a family's module reads every module of the layer from bytecode."""
    code = (
        "import json, importlib._bootstrap_external as loader\n"
        "compiled = []\n"
        "compile = loader.SourceLoader.source_to_code\n"
        "def noted(self, data, path, **options):\n"
        "    compiled.append(path)\n"
        "    return compile(self, data, path, **options)\n"
        "loader.SourceLoader.source_to_code = noted\n"
        "import lastfm_gateway.faces.rest.handler\n"
        "print(json.dumps(compiled))\n"
    )
    assert json.loads(run_with_only(packages, code)) == []


def test_layer_needs_no_other_package(packages: Path) -> None:
    """The package and its AWS clients need nothing installed beside it."""
    code = (
        "import boto3, lastfm_gateway.faces.rest.handler, lastfm_gateway.faces.system.handler\n"
        "names = [boto3.client(name, region_name='eu-west-1').meta.service_model.service_name\n"
        "         for name in ('dynamodb', 'kms', 'secretsmanager', 'sqs', 'ssm')]\n"
        "print(' '.join(names), boto3.__file__)\n"
    )
    *services, origin = run_with_only(packages, code).split()
    assert set(services) == SERVICES
    assert Path(origin).is_relative_to(packages)


def test_scanners_can_read_the_versions(packages: Path) -> None:
    """A vulnerability scanner finds the name and version of each distribution, and only those."""
    code = (
        "import importlib.metadata\n"
        "for found in importlib.metadata.distributions():\n"
        " print(found.name.replace('_', '-'), found.version, sep='==')\n"
    )
    found = set(run_with_only(packages, code).split())
    locked = (LAYER / "requirements.txt").read_text().splitlines()
    assert found == {line.split()[0] for line in locked if "==" in line}
    assert {path.name for path in packages.glob("*.dist-info/*")} == {"METADATA"}


def test_layer_holds_no_unused_files(packages: Path) -> None:
    """It has only the models of the called services, no tests, and keeps to its size."""
    models = {path.name for path in (packages / "botocore" / "data").iterdir() if path.is_dir()}
    assert models == SERVICES
    assert not [path for path in packages.rglob("*") if path.name in {"bin", "test", "tests"}]
    size = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file())
    assert size < BOUND, f"{size / MEGABYTE:.1f} MB"
