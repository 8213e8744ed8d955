"""Validates a request's parameters against a method's declaration. Pure.

Values are normalised to Unicode NFC and stripped of outer white space. Undeclared parameters are
ignored.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import ValidationError

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.validation_messages import describe_faults
from lastfm_gateway.token_format import holds_token

#: Pattern of every text: at least one visible character, no control characters.
PLAIN_TEXT: Final = (
    r"^[^\u0000-\u001f\u007f-\u009f\ufffd]*"
    r"[^\s\u0000-\u001f\u007f-\u009f\ufffd]"
    r"[^\u0000-\u001f\u007f-\u009f\ufffd]*$"
)


def validate(model: type[Parameters], sent: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the canonical parameters: text values with defaults, sorted by name.

    Raises BadRequest naming every parameter that is missing, blank, repeated, mistyped or out of
    bounds. For a batch, it names those of the first faulty row.
    """
    numbered = {
        name + place: value
        for place, row in model.rows(sent).items()
        for name, value in _one(row.model, row.sent, place).items()
    }
    both = {**_one(model, sent), **numbered}
    return {name: both[name] for name in sorted(both)}


def _one(
    model: type[Parameters], sent: Mapping[str, Sequence[str]], place: str = ""
) -> dict[str, str]:
    """Return the canonical parameters of one row, or of a method without rows."""
    declared = {field.alias or name for name, field in model.model_fields.items()}
    given = {name: values for name, values in sent.items() if name in declared}
    wrong = {
        name: fault
        for name, values in given.items()
        if name not in model.switches and (fault := _fault(values))
    }
    if wrong:
        raise BadRequest(describe_faults(model, wrong, place))
    values = {name: clean(values[0]) for name, values in given.items()}
    try:
        parsed = model.model_validate(values)
    except ValidationError as refused:
        raise BadRequest(describe_faults(model, _faults(refused), place)) from None
    filled = parsed.model_dump(by_alias=True, exclude_none=True)
    _check_together(model, filled)
    return {name: str(filled[name]) for name in sorted(filled)}


def clean(value: str) -> str:
    """Return a value in Unicode NFC, without outer white space."""
    return unicodedata.normalize("NFC", value).strip()


def _fault(values: Sequence[str]) -> str | None:
    """Return what is wrong with a parameter's values, whatever its type; None if nothing is."""
    if len(values) > 1:
        return "is given more than once"
    value = values[0]
    if not value.strip():
        return "is blank"
    if "\N{REPLACEMENT CHARACTER}" in value or any("\ud800" <= c <= "\udfff" for c in value):
        return "is not valid UTF-8"
    if any(unicodedata.category(c) == "Cc" for c in value):
        return "contains a control character"
    if holds_token(value):
        return "contains a key of this gateway, which must not be sent to Last.fm"
    return None


def _faults(refused: ValidationError) -> dict[str, str]:
    """Return pydantic's errors by parameter. An empty text means an unexpected value."""
    return {
        str(error["loc"][0]): "is required" if error["type"] == "missing" else ""
        for error in refused.errors(include_url=False, include_context=False, include_input=False)
    }


def _check_together(model: type[Parameters], filled: Mapping[str, object]) -> None:
    missing = [name for name in model.named_by if name not in filled]
    if missing and "mbid" not in filled:
        raise BadRequest(
            describe_faults(model, dict.fromkeys(missing, "is required unless mbid is given"))
        )
    if model.either and not any(name in filled for name in model.either):
        first, *others = model.either
        fault = f"is required unless {' or '.join(others)} is given"
        raise BadRequest(describe_faults(model, {first: fault}))
    present = [name for name in model.together if name in filled]
    if present and len(present) < len(model.together):
        other = next(name for name in model.together if name not in filled)
        raise BadRequest(describe_faults(model, {other: f"is required when {present[0]} is given"}))
    start, end = filled.get("from"), filled.get("to")
    if isinstance(start, int) and isinstance(end, int) and start > end:
        raise BadRequest(describe_faults(model, {"from": "must not be after to"}))
