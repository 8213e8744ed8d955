"""Invalidation: a user's writes expire the cached answers that show what they changed.

One item per user holds the time of the last change of each topic. It is read with the cache entry,
and an entry requested before the change counts as expired. A write names a session, not a user. The
session's owner is looked up at Last.fm once, and stored under the session's hash.

The item also holds when Last.fm last said that the user hides recent listening. An answer requested
before is not shown again to anybody without the user's session: neither fresh nor stale.

What a write changed is noted for its user too (playback.notes). A scrobble that is noted whole
expires no page to which the notes are added: its topics lack EDITS.
"""

import json
from collections.abc import Callable, Sequence
from typing import Final, Literal

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.keys import user_item_key
from lastfm_gateway.cache.known_sessions import KnownSessions
from lastfm_gateway.cache.write_items import parse_changes, write_change
from lastfm_gateway.errors import GatewayError, UpstreamError, is_hidden
from lastfm_gateway.lastfm.call import LastfmCall
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.sliding_window import to_ms
from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Method, Topic
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import Table, TableFault

#: Called with a session alone: Last.fm answers about its user.
GET_OWNER: Final = Method(
    name="user.getInfo",
    summary="The owner of this session",
    parameters=Parameters,
    answer={"user": {}},
    freshness=NEVER,
)


def changes_key(user: str) -> str:
    """Return the key of the item with a user's changes."""
    return user_item_key("changes#", user)


#: The attribute of that item with the time at which the user was last found to hide listening.
_HIDDEN: Final = "hidden"

#: A write without a response: it waits for Last.fm, or will never be sent.
type WriteState = Literal["queued", "dropped"]

#: Notes a write of a user by its response's body or its state. Returns whether everything is noted
#: that it changed about plays.
type NoteWrite = Callable[[str, CachedCall, bytes | WriteState], bool]


class Invalidation:
    """Records changes and expires the entries that precede them."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        table: Table,
        client: LastfmClient,
        sessions: KnownSessions,
        telemetry: Telemetry,
        clock: Callable[[], float],
        note: NoteWrite,
    ) -> None:
        self._table = table
        self._client = client
        self._sessions = sessions
        self._telemetry = telemetry
        self._clock = clock
        self._note = note

    def expire_if_changed(
        self,
        entry: Entry | None,
        changes: Item | None,
        shows: Sequence[Topic],
        *,
        is_hideable: bool = False,
    ) -> Entry | None:
        """Return an entry, expired if a topic that it shows changed after it was requested.

        `changes` is the item of the user's changes, None if there is none. `is_hideable`: the entry
        is not even stale if it was requested before the user was found to hide recent listening.
        """
        none: dict[str, int] = {}
        parsed = self._table.parse(changes, parse_changes, none)
        if entry and is_hideable and entry.fence <= parsed.get(_HIDDEN, 0):
            return entry._replace(fresh_until=0, stale_until=0)
        changed = max((parsed.get(topic, 0) for topic in shows), default=0)
        return entry._replace(fresh_until=0) if entry and entry.fence <= changed else entry

    def record_write(
        self, call: CachedCall, reply: bytes, deadline: Deadline, pay: Callable[[], bool]
    ) -> None:
        """Record a successful write, which invalidates its user's entries, and note it.

        `pay` spends the attempts of the owner's lookup (see LastfmClient.send). Counts a fault and
        raises nothing, since the write succeeded: the entries then stay until they expire.
        """
        try:
            user = self._owner(call, deadline, pay)
            if user:
                self._record(user, call, reply)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
        except GatewayError:
            self._telemetry.count("ChangesMissed")

    def record_refusal(self, call: CachedCall, error: UpstreamError) -> None:
        """Record that Last.fm refused a call because its user hides recent listening.

        Costs one write. Counts a fault and raises nothing.
        """
        if call.about is None or not (call.is_hideable and is_hidden(error)):
            return
        try:
            write_change(self._table, changes_key(call.about), (_HIDDEN,), to_ms(self._clock()))
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)

    def record_waiting(self, call: CachedCall, state: WriteState) -> None:
        """Record a write of a known session that is queued, or given up. Counts a fault only."""
        try:
            user = self._sessions.writer(call)
            if user:
                self._record(user, call, state)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)

    def _record(self, user: str, call: CachedCall, reply: bytes | WriteState) -> None:
        """Note a write, then expire entries: pages composed before the note lack it.

        Raises TableFault.
        """
        topic = call.method.changes
        if topic is None:
            return
        is_noted = self._note(user, call, reply)
        self.record_change(user, topic, *(() if is_noted else (Topic.EDITS,)))

    def record_change(self, user: str, *topics: Topic) -> None:
        """Record a change of topics. Raises TableFault."""
        write_change(self._table, changes_key(user), topics, to_ms(self._clock()))

    def record_hidden_history(self, user: str) -> None:
        """Record that a user's history was found hidden: its pages expire. Raises TableFault."""
        topics = (Topic.SCROBBLES, Topic.EDITS, _HIDDEN)
        write_change(self._table, changes_key(user), topics, to_ms(self._clock()))

    def _owner(self, call: CachedCall, deadline: Deadline, pay: Callable[[], bool]) -> str | None:
        """Return the owner of a write's session; None if unknown and the call is presigned."""
        owner = self._sessions.writer(call)
        if owner is None and not call.presigned:
            session = call.parameters.get("sk", "")
            owner = self._fetch_owner(
                LastfmCall(method=GET_OWNER, parameters={"sk": session}), deadline, pay
            )
            self._sessions.store_owner(session, owner)
        return owner

    def _fetch_owner(self, call: LastfmCall, deadline: Deadline, pay: Callable[[], bool]) -> str:
        pay()  # not a condition: the write is done, and its stale entries must go
        parsed = self._client.send(call, deadline, pay)
        return str(json.loads(parsed.reply.body)["user"]["name"])
