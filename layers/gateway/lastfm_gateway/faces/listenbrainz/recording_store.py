"""Stores the names behind MSIDs for 30 days, for the love that may follow."""

from collections.abc import Callable
from typing import Final

from lastfm_gateway.faces.listenbrainz.recording import Recording
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import Table

_KEPT_FOR: Final = 30 * DAY

_ARTIST: Final = "a"
_TRACK: Final = "t"


class RecordingStore:
    """Stores the names behind MSIDs. Raises TableFault."""

    def __init__(self, table: Table, clock: Callable[[], float]) -> None:
        self._table = table
        self._clock = clock

    def store(self, recording: Recording) -> None:
        """Store a recording. Costs one write."""
        self._table.put(
            {
                "pk": {"S": _key(recording.msid)},
                _ARTIST: {"S": recording.artist},
                _TRACK: {"S": recording.track},
                "ttl": number(int(self._clock()) + _KEPT_FOR),
            }
        )

    def find(self, msid: str) -> Recording | None:
        """Return a stored recording, without its album; None if there is none. Costs one read."""
        key = _key(msid)
        found = self._table.read(key).get(key)
        return self._table.parse(found, _parse, None)


def _key(msid: str) -> str:
    return "msid#" + msid


def _parse(item: Item) -> Recording:
    return Recording(item[_ARTIST]["S"], item[_TRACK]["S"])
