"""Refused sessions: keys whose session Last.fm no longer accepts.

A user revokes a session in their settings at Last.fm. The next write learns it (error 9), and
clients that only ask whether their key is valid are told. A mark lasts a day, in the cache table:
Last.fm has sent error 9 by mistake before.
"""

from collections.abc import Callable
from typing import Final

from lastfm_gateway.storage.items import number
from lastfm_gateway.storage.table import Table

#: How long a mark lasts, in seconds.
_MARKED_FOR: Final = 86_400

_UNTIL: Final = "u"


def refusal_key(key_id: str) -> str:
    """Return the item key of the mark of a key."""
    return "refused#" + key_id


class RefusedSessions:
    """Marks keys by their ids. Raises TableFault."""

    def __init__(self, table: Table, clock: Callable[[], float]) -> None:
        self._table = table
        self._clock = clock

    def mark(self, key_id: str) -> None:
        """Mark a key for a day. Costs one write."""
        until = number(int(self._clock()) + _MARKED_FOR)
        self._table.put({"pk": {"S": refusal_key(key_id)}, _UNTIL: until, "ttl": until})

    def is_marked(self, item: dict[str, dict[str, str]] | None) -> bool:
        """Return whether a mark's item, None if there is none, still holds."""
        until = self._table.parse(item, lambda found: int(found[_UNTIL]["N"]), 0)
        return self._clock() < until
