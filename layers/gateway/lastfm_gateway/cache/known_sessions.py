"""Known sessions: session keys that Last.fm has issued or accepted through this gateway.

Anybody can make up a session key. A known one has been valid, so its scrobbles may be queued while
Last.fm is down. Sessions are stored as keyed hashes, with their owners.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from typing import Final

from cachetools import FIFOCache

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.write_items import owner_item, parse_owner
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.methods.method import Auth
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import Table, TableFault

#: Stored sessions remembered per environment; the oldest is evicted first.
_MAX_SESSIONS: Final = 1000

_SESSION_NAME: Final = rb"<name>([^<]+)</name>"
_SESSION_KEY: Final = rb"<key>([^<]+)</key>"


def session_item_key(secret: str, session: str) -> str:
    """Return the key of a session's item: a keyed hash of the session key."""
    digest = hmac.new(secret.encode(), session.encode(), hashlib.sha256)
    return "session#" + digest.hexdigest()[:40]


class KnownSessions:
    """Learns sessions from Last.fm's responses and looks up their owners.

    A session that a client obtained with its own API key has the owner "": it is valid only for
    calls signed by that client.
    """

    def __init__(
        self, table: Table, telemetry: Telemetry, secret: str, clock: Callable[[], float]
    ) -> None:
        self._table = table
        self._telemetry = telemetry
        self._secret = secret
        self._clock = clock
        self._stored = FIFOCache[str, None](_MAX_SESSIONS)

    def learn(self, call: CachedCall, parsed: ParsedResponse) -> None:
        """Store a session that a response issues, or accepts in a presigned call.

        Invalidation stores the sessions of writes with the deployment's key. Counts a fault and
        raises nothing, since the call succeeded.
        """
        session, user = _proven_session(call, parsed.reply.body)
        if not session:
            return
        key = session_item_key(self._secret, session)
        if call.presigned and key in self._stored:
            return
        try:
            if not call.presigned:
                self._table.put(owner_item(key, user, int(self._clock())))
            elif self._owner(key) is None:
                self._table.put(owner_item(key, "", int(self._clock())))
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            return
        self._stored[key] = None

    def user_of(self, call: CachedCall) -> str | None:
        """Return an identifier of the user of a call's session; None if the session is unknown.

        It is the user's name in lower case, or the session's item key when the owner is "".
        Raises TableFault.
        """
        key = session_item_key(self._secret, call.parameters.get("sk", ""))
        owner = self._owner(key)
        if owner:
            return owner.lower()
        return key if owner is not None and call.presigned else None

    def _owner(self, key: str) -> str | None:
        return self._table.parse(self._table.read(key, consistent=True).get(key), parse_owner, None)


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
