"""Runs the checks: `python -m tools.template_checks`. Exit code 1 if there are findings."""

import sys

from tools.template_checks.every import findings
from tools.template_checks.project import read_project

if __name__ == "__main__":
    found = findings(read_project())
    for finding in found:
        print(finding, file=sys.stderr)
    sys.exit(1 if found else 0)
