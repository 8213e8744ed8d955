"""Pages of a list, cut from blocks of a thousand rows, and how they lead to each other. Pure."""

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

#: How many rows a block has: the most that Last.fm gives at once.
BLOCK: Final = 1000


class Cut(NamedTuple):
    """The rows of one block that are on a page: from `start` until before `end`."""

    block: int
    start: int
    end: int


class Asked(NamedTuple):
    """What is asked for of a list."""

    time_range: str
    limit: int
    offset: int


def cuts(offset: int, limit: int, total: int) -> list[Cut]:
    """Return what a page takes of which blocks (counted from 0): none past the list's end."""
    found = []
    end = min(offset + limit, total)
    while offset < end:
        block, start = divmod(offset, BLOCK)
        here = min(BLOCK, start + end - offset)
        found.append(Cut(block, start, here))
        offset += here - start
    return found


def paging(address: str, asked: Asked, total: int, items: list[Any]) -> dict[str, Any]:
    """Return Spotify's paging object. `address` is the list's own, without a query."""
    _, limit, offset = asked

    def link(place: int) -> str:
        return f"{address}?{urlencode(asked._replace(offset=place)._asdict())}"

    return {
        "href": link(offset),
        "items": items,
        "limit": limit,
        "next": link(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": link(max(0, min(offset, total) - limit)) if offset and total else None,
        "total": total,
    }
