"""Checks the dependencies offline: `python -m tools.audit`, from .venv.

Every requirement is pinned and hashed. The installed packages are exactly the locked ones and are
compatible. The layer ships the tested versions, under permissive licences. Vulnerabilities are
checked elsewhere, since that needs a network: see docs/development.md.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DEVELOPMENT: Final = ROOT / "requirements.lock"
LAYER: Final = ROOT / "layers" / "gateway" / "requirements.txt"
DEPLOY: Final = ROOT / "requirements-deploy.lock"
CHECKOV: Final = ROOT / "requirements-checkov.lock"

#: pip comes with the virtual environment.
UNLOCKED: Final = frozenset({"pip"})

#: Licences that allow redistribution in the layer, as classifiers or expressions name them.
PERMISSIVE: Final = re.compile(r"\b(MIT|Apache|BSD|PSF|Python Software Foundation)", re.IGNORECASE)

_PIN: Final = re.compile(r"^([\w.-]+)==([\w.!+-]+)(?: *;([^\\]*))?", re.MULTILINE)


def canonical(name: str) -> str:
    """Return a distribution's name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> dict[str, str]:
    """Return the version of each requirement in a lock file's text, by canonical name."""
    return {canonical(name): version for name, version, _ in _PIN.findall(text)}


def unhashed(text: str) -> Iterator[str]:
    """Yield each requirement of a lock file's text that has no hash, or no pinned version."""
    for entry in re.split(r"\n(?=\S)", text.strip()):
        if not _PIN.match(entry) or "--hash=sha256:" not in entry:
            yield entry.partition(" ")[0]


def conditional(text: str) -> set[str]:
    """Return the requirements that a lock file installs only on some machines."""
    return {canonical(name) for name, _, marker in _PIN.findall(text) if marker}


def differences(
    wanted: Mapping[str, str], installed: Mapping[str, str], optional: set[str]
) -> Iterator[str]:
    """Yield each way in which what is installed differs from what is locked."""
    for name in sorted(wanted.keys() | installed.keys()):
        if wanted.get(name) != installed.get(name) and (name in installed or name not in optional):
            found = installed.get(name, "missing")
            yield f"{name}: locked {wanted.get(name, 'not')}, installed {found}"


def licence(distribution: Distribution) -> str:
    """Return the licence in a distribution's metadata."""
    metadata = distribution.metadata
    classifiers = [text for text in metadata.get_all("Classifier", []) if "License" in text]
    fields = [metadata.get(name, "") for name in ("License-Expression", "License")]
    return "; ".join(filter(None, [*fields, *classifiers]))


def problems() -> Iterator[str]:
    """Yield every problem of the dependencies."""
    development, layer = DEVELOPMENT.read_text(), LAYER.read_text()
    for path in (DEVELOPMENT, LAYER, DEPLOY, CHECKOV):
        yield from (f"{path.name}: {name} has no hash" for name in unhashed(path.read_text()))
    found = {canonical(it.name): it for it in distributions()}
    installed = {name: it.version for name, it in found.items() if name not in UNLOCKED}
    yield from differences(locked(development), installed, conditional(development))
    for name, version in locked(DEPLOY.read_text()).items():
        if locked(development).get(name) != version:
            yield f"{name}: deployed with {version}, tested with {locked(development).get(name)}"
    for name, version in locked(layer).items():
        if installed.get(name) != version:
            yield f"the layer ships {name} {version}, tested with {installed.get(name)}"
        elif not PERMISSIVE.search(licence(found[name])):
            yield f"the layer ships {name} under {licence(found[name]) or 'no named licence'}"


def main() -> int:
    """Print the problems. The exit code is 1 if there are any."""
    wrong = list(problems())
    print("\n".join(wrong) or "The installed dependencies match the lock files.")
    fits = subprocess.run([sys.executable, "-m", "pip", "check", "--quiet"], check=False)
    return 1 if wrong or fits.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
