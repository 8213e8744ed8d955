"""Packages from npm that tests run: fetched once into .run/, at a fixed version."""

import fcntl
import shutil
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

#: How long a package may take to come, in seconds.
_PATIENCE: Final = 120


def installed(package: str, version: str) -> Path:
    """Return the folder of a package, after fetching it if need be; one process at a time.

    Raises subprocess's errors when it cannot be fetched, or not in time.
    """
    folder = ROOT / ".run" / f"{package}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    found = folder / "node_modules" / package
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (found / "package.json").exists():
            wanted = f"{package}@{version}"
            subprocess.run(
                ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), wanted],
                check=True,
                capture_output=True,
                timeout=_PATIENCE,
            )
    return found


def installed_by_lock(name: str, package: str) -> Path:
    """Return the folder of a package that `tests/support/<name>` locks, installed by that lock.

    No script of a package runs. Raises subprocess's errors, as `installed` does.
    """
    folder, locked = ROOT / ".run" / name, ROOT / "tests" / "support" / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "node_modules" / package / "package.json").exists():
            for file in ("package.json", "package-lock.json"):
                shutil.copy(locked / file, folder / file)
            subprocess.run(
                ["npm", "ci", "--silent", "--ignore-scripts", "--prefix", str(folder)],
                check=True,
                capture_output=True,
                timeout=_PATIENCE,
            )
    return folder / "node_modules" / package
