"""Newest page: a user's latest scrobbles, cached for 30 seconds for the whole fleet."""

from copy import replace
from typing import Final, NamedTuple

from lastfm_gateway import methods
from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.planning import CallPlanner, Scope
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.history.access import HistoryAccess
from lastfm_gateway.history.listening import Scrobble
from lastfm_gateway.history.recent_tracks import parse_recent_tracks
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.methods.freshness import MINUTE
from lastfm_gateway.methods.method import Topic
from lastfm_gateway.methods.validation import validate

#: Scrobbles on the page: somebody who listens all day long has fewer.
PAGE: Final = 200

#: How long the page stays fresh at least, in seconds, whatever the FreshnessFactor.
FRESH_FOR: Final = 30

#: And at most: the user's own listens are noted for longer.
_FRESH_FOR_AT_MOST: Final = 5 * MINUTE

_SCOPE: Final = Scope("history", least=FRESH_FOR)


class LatestScrobbles(NamedTuple):
    """All scrobbles of the window up to the call, and how many the user has in all."""

    window: Window
    scrobbles: list[Scrobble]
    total: int


class NewestPage:
    """Reads the newest page through the response cache.

    It costs one call and one unit of the caller's quota, at most once in 30 seconds for a user, and
    so does finding that the user hides it. A scrobble through this gateway does not expire it,
    unless its details are unknown: the user's own listens are added to what is read
    (history.overlay).
    """

    def __init__(
        self, cache: ResponseCache, planner: CallPlanner, caller: Caller, access: HistoryAccess
    ) -> None:
        """`caller` has an authenticated key. Its holder is the user."""
        self._cache = cache
        self._planner = planner
        self._caller = caller
        self._access = access

    def fetch(self, deadline: Deadline) -> tuple[Answer, Entry]:
        """Return the answer and its entry. Raises GatewayError, 403 if it is hidden."""
        return self._access.fetch_cached(self._cache, self._call, deadline)

    def _call(self, session: str | None) -> CachedCall:
        """Return the cached call. Pages that a session reads have a cache key of their own."""
        method, user = methods.get("user.getRecentTracks"), self._caller.holder.user
        parameters = validate(method.parameters, {"user": [user], "limit": [str(PAGE)]})
        varies_by = {"session of": user} if session else {}
        call = self._planner.plan(method, parameters, self._caller, _SCOPE, varies_by=varies_by)
        fresh_for = min(call.fresh_for, _FRESH_FOR_AT_MOST)
        call = replace(call, method=method._replace(shows=(Topic.EDITS,)), fresh_for=fresh_for)
        if session is None:
            return replace(call, hidden_kept_ms=FRESH_FOR * MS_PER_SECOND)
        return replace(call, parameters={**call.parameters, "sk": session})


def latest_scrobbles(answer: Answer, entry: Entry) -> LatestScrobbles:
    """Parse the page. Raises UpstreamFault (502) on a malformed response.

    Last.fm had all scrobbles of its window when the call was made: the page may end among those of
    its oldest second.
    """
    page = parse_recent_tracks(answer.body)
    times = [scrobble.at for scrobble in page.scrobbles]
    is_whole = len(times) + page.skipped >= page.total
    if not times and (page.skipped or not is_whole):
        raise UpstreamFault("Operation failed - Last.fm sent an empty page of scrobbles")
    start = 0 if is_whole else min(times) + 1
    window = Window(start, max(entry.fence // MS_PER_SECOND, *times, 0) + 1)
    scrobbles = [scrobble for scrobble in page.scrobbles if scrobble.at >= start]
    return LatestScrobbles(window, scrobbles, page.total)
