"""DynamoDB items: reading and writing their attributes. Knows no item's meaning."""

from collections.abc import Callable
from typing import Any

type Item = dict[str, Any]


def number(value: int) -> Item:
    """Return a number as DynamoDB takes it."""
    return {"N": str(value)}


def parse_item[T](item: Item, parse: Callable[[Item], T]) -> T:
    """Return what `parse` makes of an item. Raises ForeignItem for one that it cannot read."""
    try:
        return parse(item)
    except (KeyError, ValueError, TypeError) as error:
        raise ForeignItem from error


class ForeignItem(Exception):
    """An item that this gateway did not write, or that was damaged."""
