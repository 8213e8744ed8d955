"""Checks that workflow jobs with an AWS token run no test dependencies."""

import re
from collections.abc import Iterator
from typing import Any, Final

from tools.template_checks.project import Project

_TESTS: Final = re.compile(r"\.ci/run|\bnp[mx]\b|make (test|lint|soak|bench|run)\b")
_LOCK: Final = "LOCK=requirements-deploy.lock"


def keep_the_token_from_tests(project: Project) -> Iterator[str]:
    """Check that a job with `id-token: write` waits for the tests and installs deploy deps only."""
    for file, workflow in project.workflows.items():
        if _may_write(workflow):
            yield f"{file}: id-token: write for every job"
        for name, job in workflow["jobs"].items():
            if _may_write(job):
                yield from (f"{file}, {name}: {wrong}" for wrong in _faults(job, workflow["jobs"]))


def _faults(job: dict[str, Any], jobs: dict[str, Any]) -> Iterator[str]:
    needs = job.get("needs", [])
    awaited = [needs] if isinstance(needs, str) else needs
    if not any(".ci/run" in command for it in awaited for command in _commands(jobs[it])):
        yield "it waits for no job that runs .ci/run"
    for command in _commands(job):
        if _TESTS.search(command):
            yield f"it runs test dependencies with its token: {command}"
        elif "make" in command and _LOCK not in command:
            yield f"it must install only {_LOCK.partition('=')[2]}: {command}"


def _commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def _may_write(holder: dict[str, Any]) -> bool:
    granted = holder.get("permissions", {})
    return granted == "write-all" or (
        isinstance(granted, dict) and granted.get("id-token") == "write"
    )
