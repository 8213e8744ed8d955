"""Routing table: finds the function that serves a path, from openapi.yaml. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

_FUNCTION: Final = re.compile(r"\$\{(\w+)\.Arn\}")
_VARIABLE: Final = re.compile(r"\\\{(\w+)(\\\+)?\\\}")


class Routes:
    """The routes of an OpenAPI document to the functions of its integrations."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        functions = {
            path: _FUNCTION.search(json.dumps(operations))
            for path, operations in document["paths"].items()
        }
        self._routes = [
            (_pattern(path), function[1])
            for path, function in sorted(functions.items(), key=lambda item: _generality(item[0]))
            if function
        ]

    def function(self, path: str) -> str | None:
        """Return the logical id of the function that serves a path; None if no route matches."""
        return next((name for pattern, name in self._routes if pattern.fullmatch(path)), None)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_VARIABLE.sub(lambda m: ".+" if m[2] else "[^/]+", re.escape(path)) + "/?")


def _generality(path: str) -> tuple[bool, int, int, int]:
    """Sort key: the most specific route first, which API Gateway prefers."""
    is_greedy = "+}" in path
    return is_greedy, -path.count("/") if is_greedy else 0, path.count("{"), -len(path)
