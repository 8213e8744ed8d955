"""The audit of dependencies."""

import subprocess
import sys

import pytest

from tools import audit

HASH = "--hash=sha256:" + "0" * 64
LOCK = f"boto3==1.43.102 \\\n    {HASH}\ncolorama==0.4.6 ; sys_platform == 'win32' \\\n    {HASH}\n"


def test_projects_own_dependencies_pass() -> None:
    """Installed packages are locked, hashed, consistent and permissively licensed."""
    command = [sys.executable, "-m", "tools.audit"]
    assert subprocess.run(command, cwd=audit.ROOT, check=False).returncode == 0


def test_lock_file_is_parsed() -> None:
    """Names are normalised, and markers for other machines are respected."""
    assert audit.locked("Ruamel_Yaml==0.18 \\\n") == {"ruamel-yaml": "0.18"}
    assert audit.locked(LOCK) == {"boto3": "1.43.102", "colorama": "0.4.6"}
    assert audit.conditional(LOCK) == {"colorama"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (LOCK, []),
        (LOCK + "urllib3==2.5.0\n", ["urllib3==2.5.0"]),
        (f"urllib3>=2.5 \\\n    {HASH}\n", ["urllib3>=2.5"]),
        (f"six @ https://example.org/six.whl \\\n    {HASH}\n", ["six"]),
    ],
)
def test_unpinned_or_unhashed_requirement_is_found(text: str, names: list[str]) -> None:
    """So are a range and a requirement from an address."""
    assert list(audit.unhashed(text)) == names


@pytest.mark.parametrize(
    ("installed", "found"),
    [
        ({"boto3": "1.43.102"}, []),
        ({"boto3": "1.0"}, ["boto3: locked 1.43.102, installed 1.0"]),
        ({}, ["boto3: locked 1.43.102, installed missing"]),
        (
            {"boto3": "1.43.102", "left-pad": "1"},
            ["left-pad: locked not, installed 1"],
        ),
    ],
)
def test_difference_from_the_lock_is_found(installed: dict[str, str], found: list[str]) -> None:
    """Another version, a missing distribution and an unrequested one."""
    wanted = audit.locked(LOCK)
    assert list(audit.differences(wanted, installed, audit.conditional(LOCK))) == found
