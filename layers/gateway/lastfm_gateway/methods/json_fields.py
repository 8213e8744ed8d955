"""Validation of a JSON body's members and their types. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.validation_messages import describe_faults

_KINDS: Final[Mapping[str, type]] = {"string": str, "integer": int}


def read_fields(model: type[Parameters], body: Any) -> dict[str, list[str]]:
    """Return a JSON object's members as query parameters, for `validate`.

    A null member counts as absent. Raises BadRequest for members of the wrong type, and for
    undeclared ones: a misspelled member must not be ignored.
    """
    if not isinstance(body, dict):
        raise BadRequest("Invalid parameters - The body must be a JSON object")
    declared = model.declarations()
    given = {name: value for name, value in body.items() if value is not None}
    if any(name not in declared for name in given):
        names = ", ".join(declared)
        raise BadRequest(
            f"Invalid parameters - The body has an unknown member. Known members: {names}"
        )
    wrong = {name: "" for name, value in given.items() if not _is(declared[name]["type"], value)}
    if wrong:
        raise BadRequest(describe_faults(model, wrong))
    return {name: [str(value)] for name, value in given.items()}


def _is(kind: str, value: object) -> bool:
    """Return whether a value has a JSON schema type. Booleans are not numbers."""
    return isinstance(value, _KINDS[kind]) and not isinstance(value, bool)
