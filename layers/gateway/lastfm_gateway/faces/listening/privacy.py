"""A user who hides recent listening: what takes their own session, and that session.

Last.fm tells with an error which methods it hides. That is remembered beside the answers, and they
are called after the user alone: so the session is needed only where a call is made.
"""

import json
from copy import replace
from typing import Final

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import make_entry
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.method import Method

#: Last.fm's error for what only the user's own session may read.
HIDDEN: Final = 17

#: For how long it is remembered: as long as any answer is kept, in seconds.
_REMEMBERED_FOR: Final = 30 * DAY


class Privacy:
    """What of one user's listening is hidden, for a key that may have their session, sealed."""

    def __init__(self, runtime: Runtime, user: str, sealed: bytes | None) -> None:
        self._runtime = runtime
        self._user = user
        self._sealed = sealed
        self._session: str | None = None
        self._place = cache_key("listening", "hidden", {"user": user})
        self._methods: set[str] | None = None if sealed else set()

    def hides(self, method: Method) -> bool:
        """Tell whether a method is known to take the user's own session, which the key has."""
        if self._methods is None:
            entry = self._runtime.store.read_many([self._place]).get(self._place)
            fresh = entry is not None and entry.is_fresh(self._runtime.clock())
            self._methods = set(json.loads(entry.body())) if entry and fresh else set()
        return method.name in self._methods

    def learn(self, method: Method) -> None:
        """Take in that a method is hidden. Raises GatewayError (403) without another way."""
        if self._sealed is None or self.hides(method):
            raise GatewayError(
                "This user's privacy setting at Last.fm hides recent listening: only a key "
                "that they got by signing in at /auth/login can read it",
                code=HIDDEN,
                status=403,
            )
        methods = self._methods = {*(self._methods or ()), method.name}
        now, reply = self._runtime.clock(), LastfmResponse(200, "", to_json(sorted(methods)))
        entry = make_entry(reply, now, _REMEMBERED_FOR, int(now * 1000))
        self._runtime.store.store(self._place, entry)

    def signed(self, call: CachedCall) -> CachedCall:
        """Return a call as it is made: with the session if need be. Raises GatewayError (503)."""
        if self._sealed is None or not self.hides(call.method):
            return call
        if self._session is None:
            self._session = self._runtime.sealer.decrypt(self._sealed, self._user)
        return replace(call, parameters={**call.parameters, "sk": self._session})
