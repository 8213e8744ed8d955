"""The npm packages that the tests install."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local import npm

PROJECTS = sorted(path.name for path in npm.LOCKED.iterdir())


def read(project: str, name: str) -> Any:
    """Return a JSON file of an npm project."""
    return json.loads((npm.LOCKED / project / name).read_text())


def _wanted(project: dict[str, Any]) -> dict[str, str]:
    """Return the packages that a project asks for; optional ones suit only some machines."""
    return {**project.get("dependencies", {}), **project.get("optionalDependencies", {})}


@pytest.mark.parametrize("project", PROJECTS)
def test_every_npm_package_is_locked_by_its_hash(project: str) -> None:
    """The lock names no registry and runs no install script."""
    wanted = _wanted(read(project, "package.json"))
    packages = read(project, "package-lock.json")["packages"]
    assert _wanted(packages.pop("")) == wanted
    assert {f"node_modules/{name}" for name in wanted} <= packages.keys()
    for package in packages.values():
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package
        assert "hasInstallScript" not in package


@pytest.mark.parametrize(("own", "expected"), [("v22.1.0", "node"), ("v20.20.2", ".bin/node")])
def test_old_node_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str, expected: str
) -> None:
    """A machine whose Node.js suffices installs no other."""
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, f"{own}\n")
    )
    monkeypatch.setattr(npm, "installed", lambda project, package: tmp_path / project / package)
    assert npm.node(least=22) in {expected, str(tmp_path / "node" / expected)}


def test_npm_installs_the_locked_packages_without_scripts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Npm runs once, with `ci` and scripts off."""
    commands: list[list[str]] = []

    def run(command: list[str], *, cwd: Path, **_: object) -> None:
        assert read("clients", "package-lock.json") == json.loads(
            (cwd / "package-lock.json").read_text()
        )
        (cwd / "node_modules").mkdir()
        (cwd / "node_modules" / ".package-lock.json").touch()
        commands.append(command)

    monkeypatch.setattr(npm, "ROOT", tmp_path)
    monkeypatch.setattr(subprocess, "run", run)
    first = npm.installed("clients", "lastfm-ts-api")
    assert npm.installed("clients", "lastfm-ts-api") == first
    assert commands == [["npm", "ci", "--ignore-scripts", "--silent"]]
