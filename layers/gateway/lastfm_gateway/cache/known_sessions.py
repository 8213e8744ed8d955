"""Known sessions: session keys that Last.fm has issued or accepted through this gateway.

Anybody can make up a session key. A known one has been valid, so its scrobbles may be queued while
Last.fm is down. Sessions are stored as keyed hashes, with their owners.
"""

import json
import re
from collections.abc import Callable
from typing import Final

from cachetools import LRUCache

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.write_items import SessionOwner, owner_item, parse_owner
from lastfm_gateway.keyed_hash import keyed_hash
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.methods.method import Auth
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import Table, TableFault

#: Sessions remembered per environment; the least recently used is evicted first.
_MAX_SESSIONS: Final = 1000

#: Compiled for the first session that Last.fm issues, not at import: reads issue none.
_SESSION_NAME: Final = rb"<name>([^<]+)</name>"
_SESSION_KEY: Final = rb"<key>([^<]+)</key>"


def session_item_key(secret: str, session: str) -> str:
    """Return the key of a session's item: a keyed hash of the session key."""
    return "session#" + keyed_hash(secret, session)[:40]


class KnownSessions:
    """Learns sessions from Last.fm's responses, stores and looks up their owners.

    A session that a client obtained with its own API key has the owner "": it is valid only for
    calls signed by that client. Its user is known if Last.fm issued it through this gateway.
    """

    def __init__(
        self, table: Table, telemetry: Telemetry, secret: str, clock: Callable[[], float]
    ) -> None:
        self._table = table
        self._telemetry = telemetry
        self._secret = secret
        self._clock = clock
        self._owners = LRUCache[str, SessionOwner](_MAX_SESSIONS)

    def learn(self, call: CachedCall, parsed: ParsedResponse) -> None:
        """Store a session that a response issues, or accepts in a presigned call.

        Invalidation stores the sessions of writes with the deployment's key. Counts a fault and
        raises nothing, since the call succeeded.
        """
        session, user = _proven_session(call, parsed.reply.body)
        if not session:
            return
        if call.presigned and not user and self._key(session) in self._owners:
            return
        try:
            if not call.presigned:
                self.store_owner(session, user)
                return
            owner = self.owner(session)
            if owner is None or (user and not owner):
                self._store(session, SessionOwner("", user))
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)

    def introduce(self, session: str, owner: str) -> None:
        """Store the owner of the session in a key, unless it is known.

        Costs a read for each environment, and a write in 30 days. Spares the lookup at Last.fm that
        a write by an unknown session causes. Counts a fault and raises nothing.
        """
        try:
            if self.owner(session) is None:
                self.store_owner(session, owner)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)

    def user_of(self, call: CachedCall) -> str | None:
        """Return an identifier of the user of a call's session; None if the session is unknown.

        It is the user's name in lower case, or the session's item key when the owner is "".
        Raises TableFault.
        """
        session = call.parameters.get("sk", "")
        owner = self.owner(session)
        if owner:
            return owner.lower()
        return self._key(session) if owner is not None and call.presigned else None

    def owner(self, session: str) -> str | None:
        """Return the owner of a session, "" if it has no name; None if it is unknown.

        Reads the table unless the name is remembered. Raises TableFault.
        """
        known = self._known(session)
        return None if known is None else known.name

    def writer(self, call: CachedCall) -> str | None:
        """Return the user whose data a write changes; None if unknown. Raises TableFault.

        Reads the table unless the name is remembered.
        """
        known = self._known(call.parameters.get("sk", ""))
        if known is None:
            return None
        return known.name or (known.client_user if call.presigned else "") or None

    def store_owner(self, session: str, owner: str) -> None:
        """Store and remember the owner of a session. Raises TableFault."""
        self._store(session, SessionOwner(owner))

    def _known(self, session: str) -> SessionOwner | None:
        key = self._key(session)
        known = self._owners.get(key)
        if known is None or not (known.name or known.client_user):
            found = self._table.read(key, consistent=True).get(key)
            known = self._table.parse(found, parse_owner, None)
            if known is not None:
                self._owners[key] = known
        return known

    def _store(self, session: str, owner: SessionOwner) -> None:
        key = self._key(session)
        self._table.put(owner_item(key, owner, int(self._clock())))
        self._owners[key] = owner

    def _key(self, session: str) -> str:
        return session_item_key(self._secret, session)


def _proven_session(call: CachedCall, body: bytes) -> tuple[str, str]:
    """Return the session key that a response proves valid, and its user; "" for none."""
    if call.method.auth is Auth.SIGNED and "session" in call.method.answer:
        return _issued_session(body)
    if not call.presigned or call.method.auth is not Auth.SESSION:
        return "", ""
    # An empty answer proves nothing: calls that lack a parameter get one, too.
    proven = any(root.encode() in body for root in call.method.answer)
    return (call.parameters.get("sk", ""), "") if proven else ("", "")


def _issued_session(body: bytes) -> tuple[str, str]:
    """Return session key and user from XML or JSON; "" when the shape is different."""
    key, name = re.search(_SESSION_KEY, body), re.search(_SESSION_NAME, body)
    if key and name:
        return key[1].decode(), name[1].decode()
    try:
        session = json.loads(body)["session"]
        return str(session["key"]), str(session["name"])
    except (ValueError, KeyError, TypeError):
        return "", ""
