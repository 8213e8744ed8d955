"""Which function serves a path, as openapi.yaml declares it. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

_FUNCTION: Final = re.compile(r"\$\{(\w+)\.Arn\}")
_VARIABLE: Final = re.compile(r"\\\{(\w+)(\\\+)?\\\}")


class Routes:
    """The routes of an OpenAPI document whose integrations name functions."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        found = {
            path: _FUNCTION.search(json.dumps(operations))
            for path, operations in document["paths"].items()
        }
        self._routes = [
            (_pattern(path), function[1])
            for path, function in sorted(found.items(), key=lambda item: _generality(item[0]))
            if function
        ]

    def function(self, path: str) -> str | None:
        """Return the logical id of the function behind a path, None where there is none."""
        return next((name for pattern, name in self._routes if pattern.fullmatch(path)), None)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_VARIABLE.sub(lambda m: ".+" if m[2] else "[^/]+", re.escape(path)) + "/?")


def _generality(path: str) -> tuple[bool, int, int]:
    """Sort the most specific route first: API Gateway chooses it among those that match."""
    return "+}" in path, path.count("{"), -len(path)
