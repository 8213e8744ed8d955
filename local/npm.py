"""Packages from npm that tests run: what each folder of tests/support/npm locks, in .run/.

Scripts of packages are never run, and each package is what its hash in the lock file says.
"""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LOCKED: Final = ROOT / "tests" / "support" / "npm"

#: How long the packages may take to come, in seconds.
_PATIENCE: Final = 120


def installed(project: str, package: str) -> Path:
    """Return the folder of a package, after installing its project; one process at a time.

    `project` is a folder of tests/support/npm. Raises subprocess's errors when its packages cannot
    be fetched, or not in time.
    """
    locked = LOCKED / project
    lock = (locked / "package-lock.json").read_bytes()
    folder = ROOT / ".run" / f"npm-{project}-{hashlib.sha256(lock).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "node_modules" / ".package-lock.json"
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not done.exists():
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(locked / name, folder)
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--silent"],
                cwd=folder,
                check=True,
                capture_output=True,
                timeout=_PATIENCE,
            )
    return folder / "node_modules" / package
