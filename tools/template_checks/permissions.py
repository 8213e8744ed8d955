"""Checks that API Gateway may invoke each path's function and can import its description."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from tools.template_checks.project import Project, nodes, of_type

_CALLED = re.compile(r"functions/\$\{(\w+)\.Arn\}")


def cover_every_path(project: Project) -> Iterator[str]:
    """Check each path, with a trailing slash too, which is another resource to IAM."""
    patterns = _patterns(project.template)
    for path, item in project.front_door["paths"].items():
        for function in _functions(item):
            for called in (path.replace("{proxy+}", "a/b"), path.rstrip("/") + "/"):
                if not any(fnmatchcase(called, it) for it in patterns.get(function, ())):
                    yield f"{path}: API Gateway may not invoke {function} for {called}"


def no_schema_is_empty(project: Project) -> Iterator[str]:
    """Check that no schema is empty: API Gateway would make an empty model of it."""
    for path, item in project.front_door["paths"].items():
        if any(isinstance(node, dict) and node.get("schema") == {} for node in nodes(item)):
            yield f"{path}: an empty schema"


def _functions(item: dict[str, Any]) -> set[str]:
    """Return the functions that a path invokes."""
    addresses = [
        node["uri"]["Fn::Sub"] for node in nodes(item) if isinstance(node, dict) and "uri" in node
    ]
    return {found[1] for text in addresses if (found := _CALLED.search(text))}


def _patterns(template: dict[str, Any]) -> dict[str, list[str]]:
    """Return the path patterns for which each function may be invoked."""
    aliases = {
        name: alias["FunctionName"]["Ref"]
        for name, alias in of_type(template, "AWS::Lambda::Alias")
    }
    patterns: dict[str, list[str]] = {}
    for _, permission in of_type(template, "AWS::Lambda::Permission"):
        if permission["Principal"] != "apigateway.amazonaws.com":
            continue
        allowed = permission["SourceArn"]["Fn::Sub"].partition("${Stage}/*")[2] or "/*"
        patterns.setdefault(aliases[permission["FunctionName"]["Ref"]], []).append(allowed)
    return patterns
