"""Arguments of a tool: converts JSON values to text, as parameters arrive in a query. Pure."""

from collections.abc import Mapping
from typing import Any

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.validation import validate


def validated(parameters: type[Parameters], arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return the validated arguments as text, with defaults. Undeclared ones are ignored.

    null means absent. Whole numbers and booleans may arrive as text too: models send both. Raises
    BadRequest.
    """
    sent = {
        name: [_to_text(name, value, parameters)]
        for name, value in arguments.items()
        if value is not None and parameters.declares(name)
    }
    return validate(parameters, sent)


def _to_text(name: str, value: object, parameters: type[Parameters]) -> str:
    if isinstance(value, bool):
        if parameters.declarations()[name]["type"] == "integer":
            return str(int(value))
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise BadRequest(f"Invalid parameters - {name} must be one value, not a list or an object")
