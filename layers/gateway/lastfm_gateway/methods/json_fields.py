"""The members of a JSON body, as strictly typed as their declaration. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.validation_messages import describe_faults

_KINDS: Final[Mapping[str, type]] = {"string": str, "integer": int}


def read_fields(model: type[Parameters], body: Any) -> dict[str, list[str]]:
    """Return a JSON object's members as a query would carry them, for `validate`.

    Null stands for a member that is left out. Raises BadRequest naming each member that is of
    another type than declared, and each that is not declared: a misspelled one must not be lost.
    """
    if not isinstance(body, dict):
        raise BadRequest("Invalid parameters - The body must be a JSON object")
    declared = model.declarations()
    given = {name: value for name, value in body.items() if value is not None}
    if any(name not in declared for name in given):
        names = ", ".join(declared)
        raise BadRequest(f"Invalid parameters - The body may have no members but {names}")
    wrong = {name: "" for name, value in given.items() if not _is(declared[name]["type"], value)}
    if wrong:
        raise BadRequest(describe_faults(model, wrong))
    return {name: [str(value)] for name, value in given.items()}


def _is(kind: str, value: object) -> bool:
    """Tell whether a value is of a JSON schema's type. True and false are no numbers."""
    return isinstance(value, _KINDS[kind]) and not isinstance(value, bool)
