"""The stored history of a simulated user, as a finished import leaves it."""

import os
from itertools import batched, groupby
from typing import Any, Final

import boto3

from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.merge import month_of
from lastfm_gateway.history.window import Window
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tests.integration.faces.listening.support import NOW, Listener

#: The items of each user whose history was stored by an earlier test.
_ITEMS: Final[dict[str, list[dict[str, Any]]]] = {}


def store_history(listener: Listener, lastfm: Simulator) -> None:
    """Store everything that a listener's user has scrobbled until NOW."""
    table, client = os.environ["HISTORY_TABLE"], boto3.client("dynamodb")
    if listener.user not in _ITEMS:
        _import(listener, lastfm)
        _ITEMS[listener.user] = client.scan(TableName=table)["Items"]
        return
    for some in batched(_ITEMS[listener.user], 25, strict=False):
        puts: Any = [{"PutRequest": {"Item": item}} for item in some]
        client.batch_write_item(RequestItems={table: puts})


def _import(listener: Listener, lastfm: Simulator) -> None:
    store, user, start = listener.runtime.history, listener.user, 0
    raw = raw_scrobbles(lastfm.service.world, user, NOW)
    scrobbles = [Scrobble(at, TrackNames(*names)) for at, *names in raw]
    for month, some in groupby(scrobbles, lambda scrobble: month_of(scrobble.at)):
        store.replace(user, Window(start, min(month.end, int(NOW) + 1)), some)
        start = month.end
    store.update(user, lambda manifest: manifest._replace(begin=0, status="complete"))
