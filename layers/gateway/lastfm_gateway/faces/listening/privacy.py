"""Users who hide recent listening: which methods need the user's own session.

Last.fm refuses such methods with error 17. The refusal is remembered in the table for 30 days, and
the answers have cache keys of their own. So cache hits need no session.
"""

import json
from collections.abc import Callable
from copy import replace
from typing import Final

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import make_entry
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.history.access import UserSession, history_is_hidden
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.method import Method

#: How long a refusal is remembered, in seconds: as long as the longest-lived answer.
_REMEMBERED_FOR: Final = 30 * DAY


class Privacy:
    """One user's hidden methods, and the session that may call them, if the key has one."""

    def __init__(
        self,
        store: EntryStore,
        user: str,
        session: UserSession,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._clock = clock
        self._session = session
        self._key = cache_key("listening", "hidden", {"user": user})
        self._methods: set[str] | None = None if session.encrypted else set()

    def hides(self, method: Method) -> bool:
        """Return whether a method is known to be hidden and the key has the user's session."""
        if self._methods is None:
            entry = self._store.read_many([self._key]).get(self._key)
            is_fresh = entry is not None and entry.is_fresh(self._clock())
            self._methods = set(json.loads(entry.body())) if entry and is_fresh else set()
        return method.name in self._methods

    def remember_hidden(self, method: Method) -> None:
        """Remember a method that Last.fm refused as hidden.

        Raises GatewayError (403) without a session, or if Last.fm refused the session too.
        """
        if self._session.encrypted is None or self.hides(method):
            raise history_is_hidden()
        methods = self._methods = {*(self._methods or ()), method.name}
        now, response = self._clock(), LastfmResponse(200, "", to_json(sorted(methods)))
        entry = make_entry(response, now, _REMEMBERED_FOR, int(now * 1000))
        self._store.store(self._key, entry)

    def with_session(self, call: CachedCall) -> CachedCall:
        """Return a call with the user's session if its method is hidden.

        Raises GatewayError (503) if the session cannot be decrypted.
        """
        key = self._session.key() if self.hides(call.method) else None
        return replace(call, parameters={**call.parameters, "sk": key}) if key else call
