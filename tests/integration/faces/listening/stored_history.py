"""The stored history of a simulated user, as a finished import leaves it."""

import os
from itertools import batched, groupby
from typing import Any, Final

import boto3

from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.merge import month_of
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tests.support.clock import Clock

DAY: Final = 86_400

#: The items of each user whose history was stored by an earlier test.
_ITEMS: Final[dict[str, list[dict[str, Any]]]] = {}


class StoredHistory:
    """Stores what the simulator has of a user."""

    def __init__(self, store: HistoryStore, lastfm: Simulator, clock: Clock, user: str) -> None:
        self._store = store
        self._lastfm = lastfm
        self._clock = clock
        self._user = user
        self.until = 0

    def fill(self) -> None:
        """Store everything until now."""
        table, client = os.environ["HISTORY_TABLE"], boto3.client("dynamodb")
        if self._user in _ITEMS:
            for some in batched(_ITEMS[self._user], 25, strict=False):
                puts: Any = [{"PutRequest": {"Item": item}} for item in some]
                client.batch_write_item(RequestItems={table: puts})
            return
        self.replace(0, int(self._clock()) + 1)
        self._store.update(self._user, lambda m: m._replace(begin=0, status="complete"))
        _ITEMS[self._user] = client.scan(TableName=table)["Items"]

    def replace(self, start: int, end: int) -> None:
        """Store the scrobbles of a window, month by month."""
        raw = raw_scrobbles(self._lastfm.service.world, self._user, self._clock())
        scrobbles = [Scrobble(at, TrackNames(*names)) for at, *names in raw if start <= at < end]
        for month, some in groupby(scrobbles, lambda scrobble: month_of(scrobble.at)):
            after = min(month.end, end)
            self._store.replace(self._user, Window(start, after), list(some))
            start = after
        self._store.replace(self._user, Window(start, end), [])
