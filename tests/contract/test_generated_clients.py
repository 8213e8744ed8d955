"""Clients that generators make of the OpenAPI document: they are whole, and compile."""

import compileall
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local import npm

DOCUMENT = Path(__file__).parents[2] / "functions/system/openapi.json"
SECONDS = 120

#: Returns YAML, which openapi-python-client does not read; its model is left out.
UNREAD = {"/openapi"}


def described() -> dict[str, Any]:
    """Return the paths of the document."""
    document: dict[str, dict[str, Any]] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return document["paths"]


def run(*command: str | Path, folder: Path) -> str:
    """Run a command with the environment's tools on the path; return what it prints."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_python_client_is_generated_whole_and_compiles(tmp_path: Path) -> None:
    """openapi-python-client warns about nothing but YAML; it makes a module for each operation."""
    client = tmp_path / "client"
    generate = ("openapi-python-client", "generate", "--meta", "none")
    # Its own clean-up by ruff is left out: it changes no meaning, and takes most of the time.
    settings = tmp_path / "settings.json"
    settings.write_text('{"post_hooks": []}')
    said = run(
        *generate,
        "--path",
        DOCUMENT,
        "--output-path",
        client,
        "--config",
        settings,
        folder=tmp_path,
    )
    assert set(re.findall(r"parsing \w+ (\S+) within", said)) <= UNREAD
    modules = [path for path in (client / "api").rglob("*.py") if path.name != "__init__.py"]
    assert len(modules) == sum(len(verbs) for verbs in described().values())
    assert compileall.compile_dir(client, quiet=1)


@pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")
def test_a_typescript_client_is_generated_whole_and_compiles(tmp_path: Path) -> None:
    """openapi-typescript names every path; tsc accepts the types in strict mode."""
    types = tmp_path / "gateway.ts"
    tools = npm.installed("generators", "openapi-typescript").parent
    run("node", tools / "openapi-typescript/bin/cli.js", DOCUMENT, "-o", types, folder=tmp_path)
    text = types.read_text(encoding="utf-8")
    assert all(f'"{path}": {{' in text for path in described())
    use = tmp_path / "use.ts"
    use.write_text(
        'import type { paths } from "./gateway";\n'
        'type Status = paths["/status"]["get"]["responses"]["200"]["content"];\n'
        'const kind: keyof Status = "application/json";\n'
        "export default kind;\n"
    )
    run("node", tools / "typescript/bin/tsc", "--noEmit", "--strict", use, folder=tmp_path)
