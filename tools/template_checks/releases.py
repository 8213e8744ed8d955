"""Checks published versions, which SnapStart needs."""

from collections.abc import Iterator
from typing import Final

from tools.template_checks.project import Project, of_type

_RELEASE: Final = {"Fn::If": ["SnapStarted", {"Ref": "Release"}, {"Ref": "AWS::NoValue"}]}


def change_what_is_published(project: Project) -> Iterator[str]:
    """Check that a new Release changes each function: Lambda publishes no unchanged version."""
    functions = dict(of_type(project.template, "AWS::Lambda::Function"))
    for name, version in of_type(project.template, "AWS::Lambda::Version"):
        variables = functions[version["FunctionName"]["Ref"]]["Environment"]["Variables"]
        if variables.get("RELEASE") != _RELEASE:
            yield f"{name}: a new Release does not change its function, so no version is published"
