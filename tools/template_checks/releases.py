"""Published versions, which SnapStart starts."""

from collections.abc import Iterator
from typing import Final

from tools.template_checks.project import Project, of_type

_RELEASE: Final = {"Fn::If": ["SnapStarted", {"Ref": "Release"}, {"Ref": "AWS::NoValue"}]}


def change_what_is_published(project: Project) -> Iterator[str]:
    """Check that a release changes its functions: Lambda publishes no unchanged one."""
    functions = dict(of_type(project.template, "AWS::Lambda::Function"))
    for name, version in of_type(project.template, "AWS::Lambda::Version"):
        variables = functions[version["FunctionName"]["Ref"]]["Environment"]["Variables"]
        if variables.get("RELEASE") != _RELEASE:
            yield f"{name}: a new Release leaves its function as it was, which fails to publish"
