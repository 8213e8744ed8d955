"""What a top list's page is asked for, and what it holds. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from lastfm_gateway.faces.mcp.tools.lastfm_rows import LastfmRow
from lastfm_gateway.faces.mcp.tools.spans import Span
from lastfm_gateway.lastfm.names import EntityKind, fold_name


class TopQuery(NamedTuple):
    """A page of a user's list. `artist` is a name or a part of one: only this artist's rows."""

    kind: EntityKind
    user: str
    span: Span
    page: int = 1
    limit: int = 10
    artist: str | None = None
    sparklines: bool = False

    @property
    def first(self) -> int:
        """The index of the page's first row."""
        return (self.page - 1) * self.limit


class ToolPage(NamedTuple):
    """A page's rows, and how many the whole list has. `artist`: the one that was found."""

    rows: list[LastfmRow]
    total: int
    artist: str | None = None
    sparkline_facts: Mapping[str, Any] = MappingProxyType({})
    facts: Mapping[str, Any] = MappingProxyType({"partial": False})


def find_artist(names: Sequence[str], wanted: str) -> str | None:
    """Return the first name that equals `wanted`, else the first that contains it, in any case."""
    folded = fold_name(wanted)
    by_name = {fold_name(name): name for name in reversed(names)}
    if folded in by_name:
        return by_name[folded]
    return next((name for name in names if folded in fold_name(name)), None)
