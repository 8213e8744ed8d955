"""Which sessions are known here: Last.fm gave them out, or took a write by them, through us.

Anybody can make up a session key. One that is known has been valid, so that what comes with it may
be kept for a Last.fm that cannot be asked. Sessions are stored as keyed hashes, with their users.
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

#: How many sessions of clients' own keys an environment remembers to be stored.
_REMEMBERED: Final = 1000

_NAME: Final = re.compile(rb"<name>([^<]+)</name>")
_KEY: Final = re.compile(rb"<key>([^<]+)</key>")


def session_item_key(secret: str, session: str) -> str:
    """Return the name of a session's item."""
    digest = hmac.new(secret.encode(), session.encode(), hashlib.sha256)
    return "session#" + digest.hexdigest()[:40]


class Sessions:
    """Learns sessions from what Last.fm answers, and tells whether one is known.

    The user of a session that a client got with a key of its own is stored as "": it is good for
    that client's calls only.
    """

    def __init__(
        self, table: Table, telemetry: Telemetry, secret: str, clock: Callable[[], float]
    ) -> None:
        self._table = table
        self._telemetry = telemetry
        self._secret = secret
        self._clock = clock
        self._stored = FIFOCache[str, None](_REMEMBERED)

    def learn(self, call: CachedCall, reading: ParsedResponse) -> None:
        """Store a session that Last.fm gave out, or took a client's own write by.

        Of writes by the deployment's key see `Changes`, which asks whose they are. A fault is
        reported and goes no further: the call itself was done.
        """
        session, user = _learned(call, reading.reply.body)
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
        """Return what names the user of a call's session, None for a session that is not known.

        It is the user's name, or the session's item where a client's own key hides the name.
        Raises TableFault.
        """
        key = session_item_key(self._secret, call.parameters.get("sk", ""))
        owner = self._owner(key)
        if owner:
            return owner.lower()
        return key if owner is not None and call.presigned else None

    def _owner(self, key: str) -> str | None:
        return self._table.parse(self._table.read(key, consistent=True).get(key), parse_owner, None)


def _learned(call: CachedCall, body: bytes) -> tuple[str, str]:
    """Return the session key that a call shows to be good, and its user; empty for none."""
    if call.method.auth is Auth.SIGNED and "session" in call.method.answer:
        return _given_out(body)
    if not call.presigned or call.method.auth is not Auth.SESSION:
        return "", ""
    # An empty answer proves nothing: it comes to calls that lack a parameter, too.
    proven = any(root.encode() in body for root in call.method.answer)
    return (call.parameters.get("sk", ""), "") if proven else ("", "")


def _given_out(body: bytes) -> tuple[str, str]:
    key, name = _KEY.search(body), _NAME.search(body)
    if key and name:
        return key[1].decode(), name[1].decode()
    try:
        session = json.loads(body)["session"]
        return str(session["key"]), str(session["name"])
    except (ValueError, KeyError, TypeError):
        return "", ""  # an answer of another shape is its caller's to read
