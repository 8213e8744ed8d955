"""Response mapper: makes every list in Last.fm's JSON a list. Pure.

Last.fm translates its JSON from XML: a list of one arrives as an object, an empty list as "" or
white space. All other fields stay as they are.
"""

import json
from typing import Any

from lastfm_gateway.methods.shapes import Shape


def map_response(value: Any, shape: Shape) -> Any:
    """Return `value` with a list wherever `shape` declares one.

    For example `{"tag": {"name": "rock"}}` becomes `{"tag": [{"name": "rock"}]}`.
    """
    if isinstance(shape, list):
        return [map_response(item, shape[0]) for item in _as_list(value)]
    if not isinstance(shape, dict):
        return value
    if _is_blank(value):
        value = {}
    if not isinstance(value, dict):
        return value
    mapped = {
        key: map_response(item, shape[key]) if key in shape else item for key, item in value.items()
    }
    if _is_container(shape):
        mapped |= {key: [] for key in shape if key != "@attr" and key not in mapped}
    return mapped


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if _is_blank(value) else [value]


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _is_container(shape: dict[str, Shape]) -> bool:
    """Return whether an object holds nothing but one list, which is added when missing."""
    fields = [field for name, field in shape.items() if name != "@attr"]
    return len(fields) == 1 and isinstance(fields[0], list)


def to_json(value: Any) -> bytes:
    """Encode as compact JSON in UTF-8. Escapes all non-ASCII if a lone surrogate has no UTF-8."""
    separators = (",", ":")
    try:
        return json.dumps(value, ensure_ascii=False, separators=separators).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=separators).encode()
