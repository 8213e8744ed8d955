"""Offset paging over blocks of a thousand rows, and Spotify's paging object. Pure."""

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

#: How many rows a block has: Last.fm's largest page.
BLOCK: Final = 1000


class BlockSlice(NamedTuple):
    """The rows of one block (numbered from 0) that are on a page: `start` to `end`, excluded."""

    block: int
    start: int
    end: int


class PageRequest(NamedTuple):
    """The parameters of a page. The fields' names and order are those of the query string."""

    time_range: str
    limit: int
    offset: int


def slices_of(offset: int, limit: int, total: int) -> list[BlockSlice]:
    """Return the slices of blocks that make a page; [] past the list's end."""
    slices = []
    end = min(offset + limit, total)
    while offset < end:
        block, start = divmod(offset, BLOCK)
        stop = min(BLOCK, start + end - offset)
        slices.append(BlockSlice(block, start, stop))
        offset += stop - start
    return slices


def paging_object(url: str, page: PageRequest, total: int, items: list[Any]) -> dict[str, Any]:
    """Return Spotify's paging object: `{"href", "items", "limit", "next", "offset", ...}`.

    `url` is the list's URL without a query. `next` and `previous` are URLs or None.
    """
    _, limit, offset = page

    def link(start: int) -> str:
        return f"{url}?{urlencode(page._replace(offset=start)._asdict())}"

    return {
        "href": link(offset),
        "items": items,
        "limit": limit,
        "next": link(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": link(max(0, min(offset, total) - limit)) if offset and total else None,
        "total": total,
    }
