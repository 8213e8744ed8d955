"""From Last.fm's JSON, which is XML translated, to the contract's shape. Pure.

A list of one arrives as an object and an empty one as "" or white space; here what a shape calls
a list is always a list. Nothing else changes, and nothing is dropped.
"""

import json
from typing import Any

from lastfm_gateway.methods.shapes import Shape


def map_response(value: Any, shape: Shape) -> Any:
    """Return `value` with a list wherever `shape` has one."""
    if isinstance(shape, list):
        return [map_response(item, shape[0]) for item in _as_list(value)]
    if not isinstance(shape, dict):
        return value
    if _is_blank(value):
        value = {}
    if not isinstance(value, dict):
        return value
    arranged = {
        key: map_response(item, shape[key]) if key in shape else item for key, item in value.items()
    }
    if _is_container(shape):
        arranged |= {key: [] for key in shape if key != "@attr" and key not in arranged}
    return arranged


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if _is_blank(value) else [value]


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _is_container(shape: dict[str, Shape]) -> bool:
    """Tell whether an object exists only to hold one list, which is then there even when empty."""
    held = [inner for key, inner in shape.items() if key != "@attr"]
    return len(held) == 1 and isinstance(held[0], list)


def to_json(value: Any) -> bytes:
    """Return compact JSON in UTF-8; escapes stand where a half surrogate has no UTF-8."""
    separators = (",", ":")
    try:
        return json.dumps(value, ensure_ascii=False, separators=separators).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=separators).encode()
