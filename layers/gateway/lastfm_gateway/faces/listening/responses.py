"""Reads Last.fm's responses. Every function raises UpstreamFault (502) on a malformed response."""

from typing import Any

from lastfm_gateway.faces.listening.rows import TopRow, rows_of_list
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.names import EntityKind


@malformed_is_upstream_fault()
def rows_in(
    kind: EntityKind, response: dict[str, Any], first: int = 0, after: int | None = None
) -> list[TopRow]:
    """Return the rows of a top list or a library: all, or `[first:after]`."""
    [listed] = response.values()
    return rows_of_list(kind, listed[kind][first:after])


@malformed_is_upstream_fault()
def total_in(response: dict[str, Any]) -> int:
    """Return how many rows all pages hold together."""
    [listed] = response.values()
    return int(listed["@attr"]["total"])
