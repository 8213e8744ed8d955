"""Error messages for invalid parameters. Pure.

Messages never repeat a value: it may be a secret, or markup.
"""

from collections.abc import Mapping
from typing import Any

from lastfm_gateway.methods.parameters import Parameters


def describe_faults(model: type[Parameters], faults: Mapping[str, str], place: str = "") -> str:
    """Return one message for all faults by parameter. An empty fault becomes what is expected.

    The model's own refusal of a parameter takes precedence.
    `place` is the suffix of a batch's row, such as `[3]`.
    """
    for name in sorted(faults):
        if name in model.refusals:
            return f"Invalid parameters - {model.refusals[name]}"
    declared = model.declarations()
    said = [
        f"{name}{place} {fault or 'must be ' + _expectation(declared[name])}"
        for name, fault in sorted(faults.items())
    ]
    return "Invalid parameters - " + "; ".join(said)


def _expectation(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"])
    if schema["type"] == "integer":
        return f"a whole number from {schema['minimum']} to {schema['maximum']}"
    if schema.get("format") == "uuid":
        return "a MusicBrainz ID"
    if "pattern" in schema:
        return f"of the form {schema['pattern']}"
    return f"{schema['minLength']} to {schema['maxLength']} characters"
