"""What a write makes stale: when each user's data was last changed, and by whose session.

A cached answer about a user is dropped when it was asked for before a change of what it shows. The
moments stand in one item for each user, which is read along with the answer. Writes name no user,
only a session: whose it is is asked of Last.fm once, and then remembered under the session's hash.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from copy import replace
from typing import Final

from cachetools import LRUCache

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.known_sessions import session_item_key
from lastfm_gateway.cache.write_items import owner_item, parse_changes, parse_owner, write_change
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.lastfm.call import LastfmCall
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Method, Topic
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import Table, TableFault

#: How many sessions' owners an environment remembers, the least recently seen out first.
_REMEMBERED: Final = 1000

_WHO: Final = Method(
    name="user.getInfo",
    summary="Whose session this is",
    parameters=Parameters,
    answer={"user": {}},
    freshness=NEVER,
)


def changes_key(user: str) -> str:
    """Return the key of the item that tells when a user's data was changed."""
    return "changes#" + hashlib.sha256(user.strip().lower().encode()).hexdigest()[:40]


def expire_if_changed(entry: Entry, moments: Mapping[str, int], shows: Sequence[Topic]) -> Entry:
    """Return an entry, expired if a topic that it shows was changed since it was asked for.

    `moments` tells when each was changed last, in unix milliseconds.
    """
    changed = max((moments.get(topic, 0) for topic in shows), default=0)
    return entry if entry.fence > changed else replace(entry, fresh_until=0)


class Invalidation:
    """Notes changes, and drops the answers that are older."""

    def __init__(
        self,
        table: Table,
        asker: LastfmClient,
        telemetry: Telemetry,
        secret: str,
        clock: Callable[[], float],
    ) -> None:
        self._table = table
        self._asker = asker
        self._telemetry = telemetry
        self._secret = secret
        self._clock = clock
        self._owners = LRUCache[str, str](_REMEMBERED)

    def expire_if_changed(
        self, entry: Entry | None, changes: Item | None, shows: Sequence[Topic]
    ) -> Entry | None:
        """Return an entry, expired if what it shows was changed since it was asked for."""
        nothing: dict[str, int] = {}
        moments = self._table.parse(changes, parse_changes, nothing)
        return expire_if_changed(entry, moments, shows) if entry else None

    def record_write(self, call: CachedCall, deadline: Deadline, pay: Callable[[], bool]) -> None:
        """Note that a write was done. Without its user's name, what is cached stays for its time.

        `pay` pays for asking more than once whose session it is (see Asker.ask). A fault is counted
        and goes no further: the write itself was done.
        """
        if call.method.changes is None:
            return
        now = int(self._clock() * 1000)
        try:
            user = self._owner(call, deadline, pay)
            if user:
                write_change(self._table, changes_key(user), call.method.changes, now)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
        except GatewayError:
            self._telemetry.count("ChangesMissed")

    def _owner(self, call: CachedCall, deadline: Deadline, pay: Callable[[], bool]) -> str | None:
        """Return whose session a write was made with, None when that cannot be known."""
        session = call.parameters.get("sk", "")
        key = session_item_key(self._secret, session)
        owner = self._owners.get(key) or self._stored_owner(key) or None
        if owner is None and not call.presigned:
            owner = self._ask(LastfmCall(method=_WHO, parameters={"sk": session}), deadline, pay)
            self._table.put(owner_item(key, owner, int(self._clock())))
        if owner is not None:
            self._owners[key] = owner
        return owner

    def _stored_owner(self, key: str) -> str | None:
        return self._table.parse(self._table.read(key).get(key), parse_owner, None)

    def _ask(self, who: LastfmCall, deadline: Deadline, pay: Callable[[], bool]) -> str:
        reading = self._asker.send(who, deadline, pay)
        return str(json.loads(reading.reply.body)["user"]["name"])
