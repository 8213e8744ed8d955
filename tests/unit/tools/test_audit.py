import subprocess
import sys

import pytest

from tools import audit

HASH = "--hash=sha256:" + "0" * 64
LOCK = f"boto3==1.43.102 \\\n    {HASH}\ncolorama==0.4.6 ; sys_platform == 'win32' \\\n    {HASH}\n"


def test_the_projects_own_dependencies_pass() -> None:
    """What is installed here is what is locked, hashed, consistent and of a permissive licence."""
    command = [sys.executable, "-m", "tools.audit"]
    assert subprocess.run(command, cwd=audit.ROOT, check=False).returncode == 0


def test_a_lock_is_read() -> None:
    """Names are normalised, and what only other machines need is known as such."""
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
def test_what_is_not_pinned_and_hashed_is_named(text: str, names: list[str]) -> None:
    """A requirement without a hash, with a range, or from an address of its own is found."""
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
def test_what_differs_from_the_lock_is_named(installed: dict[str, str], found: list[str]) -> None:
    """Another version, a missing distribution and one that nobody asked for are found."""
    wanted = audit.locked(LOCK)
    assert list(audit.differences(wanted, installed, audit.conditional(LOCK))) == found
