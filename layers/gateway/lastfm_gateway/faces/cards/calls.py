"""The calls behind a card: Last.fm's answers about one user, through the response cache."""

from collections.abc import Callable, Mapping
from copy import replace
from http import HTTPStatus
from typing import Final

from lastfm_gateway import methods
from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.planning import CallPlanner, Scope
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.history.access import HistoryAccess
from lastfm_gateway.history.recent_tracks import parse_not_found
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.methods.validation import validate

#: The REST routes' answers, which cards share. They stay fresh whatever the FreshnessFactor.
_SCOPE: Final = Scope("rest", least=30)
_RECENT: Final = "user.getRecentTracks"


class CardCalls:
    """Fetches answers about one user, for one request.

    Each call counts for the limits of cards (limits.card_limiter). While Last.fm fails or refuses,
    answers up to a day old are returned.
    """

    def __init__(  # noqa: PLR0913, PLR0917 (its parts)
        self,
        cache: ResponseCache,
        planner: CallPlanner,
        clock: Callable[[], float],
        caller: Caller,
        user: str,
        access: HistoryAccess | None = None,
    ) -> None:
        """`access`: how the key in a share token reads its user's history."""
        self._cache = cache
        self._planner = planner
        self._clock = clock
        self._caller = caller
        self._user = user
        self._access = access

    def fetch(
        self, name: str, sent: Mapping[str, str], deadline: Deadline, session: str | None = None
    ) -> Answer:
        """Return the answer of a method. Raises GatewayError."""
        answer = self._cache.fetch(self._call(name, sent, session), deadline)
        if answer.status != HTTPStatus.OK:
            raise parse_not_found(answer.body)
        return answer

    def recent(self, sent: Mapping[str, str], deadline: Deadline) -> Answer:
        """Return the newest scrobbles: publicly, or with the session of a share token."""
        access = self._access
        if access is None:
            return self.fetch(_RECENT, sent, deadline)
        if access.session.encrypted is not None:
            # While Last.fm fails, only the stored answers tell whether the history is hidden.
            access.is_hidden = self._entry(self._call(_RECENT, sent, "")) is not None

        def fetch(session: str | None) -> Answer:
            answer = self.fetch(_RECENT, sent, deadline, session)
            if answer.use == "STALE" and session is None and access.is_hidden:
                raise UpstreamFault("Operation failed - Last.fm does not say who may see this")
            return answer

        return access.fetch(fetch)

    @malformed_is_upstream_fault()
    def stored(self, name: str) -> bytes:
        """Return a stored answer, however stale. Raises UpstreamFault if there is none."""
        entry = self._entry(self._call(name, {}))
        if entry is None:
            raise UpstreamFault("Operation failed - There is no time to ask Last.fm")
        return entry.body()

    def _entry(self, call: CachedCall) -> Entry | None:
        """Return the stored answer to a call if it may be shown, fresh or stale."""
        entry = self._cache.read_stored(call)
        return entry if entry and entry.is_ok and entry.is_usable(self._clock()) else None

    def _call(self, name: str, sent: Mapping[str, str], session: str | None = None) -> CachedCall:
        """Return a cached call. What a session reads has a cache key of its own.

        `session`: "" for the key alone.
        """
        method = methods.get(name)
        query = {each: [value] for each, value in {**sent, "user": self._user}.items()}
        parameters = validate(method.parameters, query)
        varies_by = {} if session is None else {"session of": self._user}
        call = self._planner.plan(method, parameters, self._caller, _SCOPE, varies_by=varies_by)
        if session is None:
            return replace(call, hidden_kept_ms=_SCOPE.least * MS_PER_SECOND)
        return replace(call, parameters={**call.parameters, "sk": session})
