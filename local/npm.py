"""Installs the npm packages that tests run, from the lock files of tests/support/npm, into .run/.

Install scripts never run, and the lock file's hash verifies each package.
"""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LOCKED: Final = ROOT / "tests" / "support" / "npm"

#: Time limit of an installation, in seconds.
_INSTALL_SECONDS: Final = 120


def installed(project: str, package: str) -> Path:
    """Install a project if needed and return the folder of one of its packages.

    `project` is a folder of tests/support/npm. A file lock admits one process at a time. Raises
    CalledProcessError or TimeoutExpired when its packages cannot be fetched.
    """
    locked = LOCKED / project
    lock = (locked / "package-lock.json").read_bytes()
    folder = ROOT / ".run" / f"npm-{project}-{hashlib.sha256(lock).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "node_modules" / ".package-lock.json"
    with (folder / "lock").open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        if not done.exists():
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(locked / name, folder)
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--silent"],
                cwd=folder,
                check=True,
                capture_output=True,
                timeout=_INSTALL_SECONDS,
            )
    return folder / "node_modules" / package


def node(*, least: int) -> str:
    """Return a Node.js of at least a major version: the machine's, else one from npm.

    Raises as `installed` does.
    """
    told = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout
    if int(told.removeprefix("v").partition(".")[0]) >= least:
        return "node"
    return str(installed("node", ".bin/node"))
