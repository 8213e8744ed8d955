"""Own reads: reads about the user of a bearer key are signed with the session in that key.

So users who hide their recent listening can read it with their own key, wherever a method names
them. The answers are cached apart from everybody else's, by user.
"""

from collections.abc import Callable
from copy import replace
from typing import TYPE_CHECKING, Final

from cachetools import LRUCache, TTLCache

from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.keys import own_cache_key
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import UpstreamError, is_session_refusal
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.method import Auth

if TYPE_CHECKING:
    from lastfm_gateway.keys.encryption import SessionCipher

#: The kinds of keys whose session signs reads. An admin key's holder is an operator.
_KINDS: Final = frozenset({"read", "write"})

#: Keys remembered per environment; the least recently used is evicted first.
_MAX_KEYS: Final = 1000

#: How long an environment makes no call with a session that Last.fm refused, in seconds.
_REFUSED_FOR: Final = 300


class OwnReads:
    """Fetches the answers to reads, with the caller's session where the read is about the caller.

    A key's user never changes, so it is remembered. The first request of each key reads the key
    before the cache.
    """

    def __init__(
        self,
        cache: ResponseCache,
        reader: BatchedRead,
        cipher: Callable[[], "SessionCipher"],
        clock: Callable[[], float],
    ) -> None:
        """`cipher` returns what decrypts sessions; it is called when one is used."""
        self._cache = cache
        self._reader = reader
        self._cipher = cipher
        #: Whose reads a key signs, by its id: its user in lower case, "" for nobody's.
        self._signers = LRUCache[str, str](_MAX_KEYS)
        self._refused: TTLCache[str, bool] = TTLCache(_MAX_KEYS, _REFUSED_FOR, clock)

    def fetch(self, call: CachedCall, deadline: Deadline) -> Answer:
        """Return the answer to a call. Raises GatewayError.

        If Last.fm refuses the session, the call is repeated without it, and shows what is public.
        """
        user = _subject(call)
        if not user or not self._signs(call.caller, user):
            return self._cache.fetch(call, deadline)
        signed = replace(
            call,
            key=own_cache_key(call.key, user) if call.key else None,
            session=lambda: self._session(call.caller),
        )
        try:
            return self._cache.fetch(signed, deadline)
        except UpstreamError as error:
            if not is_session_refusal(error):
                raise
            self._refused[call.caller.token_id] = True
        return self._cache.fetch(call, deadline)

    def _signs(self, caller: Caller, user: str) -> bool:
        """Return whether a caller's key has the session of a user.

        It may say so of a key that is not authenticated yet: the cache does that before it answers.
        Raises Unauthorized, or GatewayError (503) when the key cannot be read.
        """
        signer = self._signers.get(caller.token_id)
        if signer is None:
            self._reader.authenticate(caller)
            holder = caller.holder
            signs = holder.kind in _KINDS and holder.encrypted_session is not None
            signer = holder.user.lower() if signs else ""
            self._signers[caller.token_id] = signer
        return signer == user and caller.token_id not in self._refused

    def _session(self, caller: Caller) -> str:
        """Return the decrypted session of an authenticated caller. Raises GatewayError (503)."""
        return self._cipher().session_of(caller.holder)


def _subject(call: CachedCall) -> str:
    """Return the user, in lower case, whom a caller with a bearer key reads about; "" for none.

    Calls that carry a session, a signature or a Last.fm key of the caller's are the caller's own.
    """
    if call.caller.bearer_key is None or call.method.auth is not Auth.NONE or call.unchecked:
        return ""
    if call.api_key is not None or call.presigned or "sk" in call.parameters:
        return ""
    named = call.parameters.get("user", call.parameters.get("username", ""))
    return named.strip().lower()
