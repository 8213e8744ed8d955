"""DynamoDB items and their attributes. Knows no item's meaning."""

from collections.abc import Callable
from typing import Any

type Item = dict[str, Any]


def number(value: int) -> Item:
    """Return a number attribute."""
    return {"N": str(value)}


def parse_item[T](item: Item, parse: Callable[[Item], T]) -> T:
    """Parse an item with `parse`. Raises ForeignItem if it is malformed."""
    try:
        return parse(item)
    except (KeyError, ValueError, TypeError) as error:
        raise ForeignItem from error


class ForeignItem(Exception):
    """The item is malformed: damaged, or not written by this gateway."""
