"""Sets what a user is playing, unless the same was set a moment ago."""

from collections.abc import Callable
from typing import Final

from cachetools import TTLCache

from lastfm_gateway import methods
from lastfm_gateway.cache.call import CachedCall, Fetch
from lastfm_gateway.faces.listenbrainz.scrobbles import playing_parameters
from lastfm_gateway.faces.listenbrainz.submission import Listen
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.lastfm.names import fold_name
from lastfm_gateway.limits.rate_limiter import Caller

#: Some players repeat what is playing every few seconds. Last.fm need not hear it as often.
REPEATED_WITHIN: Final = 30

#: Keys remembered per environment.
_MAX_KEYS: Final = 1000


class NowPlaying:
    """Sets what a key's holder is playing. Costs one call, or none for a repetition."""

    def __init__(self, fetch: Fetch, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._last = TTLCache[str, tuple[str, str]](_MAX_KEYS, REPEATED_WITHIN, clock)

    def is_repeated(self, listen: Listen, caller: Caller) -> bool:
        """Return whether the same track was set with this key in the last 30 seconds."""
        return self._last.get(caller.holder.id) == _names(listen)

    def set(self, listen: Listen, session: str, caller: Caller) -> None:
        """Set the track. Raises GatewayError: then the next repetition is sent."""
        call = CachedCall(
            method=methods.get("track.updateNowPlaying"),
            parameters=playing_parameters(listen, session),
            caller=caller,
        )
        self._fetch(call, Deadline.after(CALL_SECONDS))
        self._last[caller.holder.id] = _names(listen)


def _names(listen: Listen) -> tuple[str, str]:
    return fold_name(listen.artist), fold_name(listen.track)
