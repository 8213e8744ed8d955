"""The public API description in OpenAPI 3.1, as JSON, for Rewind's clients."""

from typing import Any, Final

#: The keywords of OpenAPI whose values are schemas by name, so that their keys are no keywords.
_NAMED: Final = ("properties", "schemas", "parameters", "responses", "content")


def in_current_version(document: dict[str, Any], base: str) -> dict[str, Any]:
    """Return an OpenAPI 3.0 document in version 3.1, served below the URL `base`.

    Its schemas say `"type": ["string", "null"]` for `nullable`, and `examples` for `example`.
    """
    server = {"url": base, "description": "The gateway that served this document"}
    return {**_converted(document), "openapi": "3.1.0", "servers": [server]}


def _converted(value: Any, *, is_named: bool = False) -> Any:
    if isinstance(value, list):
        return [_converted(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {
        name: _converted(item, is_named=name in _NAMED and not is_named)
        for name, item in value.items()
    }
    if is_named:
        return found
    if found.pop("nullable", False):
        found["type"] = [found["type"], "null"]
    if "type" in found and "example" in found:
        found["examples"] = [found.pop("example")]
    return found
