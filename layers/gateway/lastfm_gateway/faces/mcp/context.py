"""What a tool works with: cached answers of Last.fm, the own playback, the own history.

Everything runs in process, through the parts that the routes use: cache, rate limit, budget and
privacy are theirs. The caller's key is authenticated before.
"""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway import methods
from lastfm_gateway.cache.planning import REST_PARTS, CallPlanner
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import SERVICE_OFFLINE, BadRequest, GatewayError, UpstreamError
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.validation import validate

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader
    from lastfm_gateway.playback.reader import PlaybackReader
    from lastfm_gateway.playback.state import Playback

#: Time limit of a tool's calls, in seconds. The function stops after 28.
TOOL_SECONDS: Final = 23.0

#: How long a reader of the playback or the history may take, in seconds. Either starts only with as
#: much time left.
LISTENING_SECONDS: Final = 20.0


class RequestContext:
    """A tool's context of one request. See ToolContext."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        caller: Caller,
        now: float,
        cache: ResponseCache,
        planner: CallPlanner,
        new_playback: Callable[[Caller], "PlaybackReader"],
        new_history: Callable[[Caller], "HistoryReader"],
    ) -> None:
        """Start the time limit."""
        self.user = (caller.holder.user or None) if caller.bearer_key else None
        self.now = now
        self.as_of = now
        self._caller = caller
        self._cache = cache
        self._planner = planner
        self._new_playback = new_playback
        self._new_history = new_history
        self._deadline = Deadline.after(TOOL_SECONDS)

    def lastfm(self, method: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return Last.fm's answer to a method, from the cache if it is fresh."""
        declared = methods.get(method)
        sent = {name: [text] for name, text in parameters.items()}
        call = self._planner.plan(
            declared, validate(declared.parameters, sent), self._caller, REST_PARTS
        )
        self._require_seconds(0)
        answer = self._cache.fetch(call, Deadline.after(min(CALL_SECONDS, self._deadline.left())))
        content: dict[str, Any] = json.loads(answer.body)
        if answer.status != HTTPStatus.OK:
            raise UpstreamError(content["message"], code=content["error"], status=answer.status)
        if answer.entry is not None:
            self.as_of = min(self.as_of, answer.entry.stored_at)
        return content

    def playback(self) -> "Playback":
        """Return what the key's own user plays, or played last; never stale."""
        self._require_user()
        self._require_seconds(LISTENING_SECONDS)
        return self._new_playback(self._caller).read(Deadline.after(CALL_SECONDS), stale_for=0)

    def history(self) -> "HistoryReader":
        """Return the reader of the own user's scrobbles, the same one for the whole request."""
        self._require_user()
        return self._history

    @cached_property
    def _history(self) -> "HistoryReader":
        self._require_seconds(LISTENING_SECONDS)
        return self._new_history(self._caller)

    def _require_user(self) -> None:
        if self.user is None:
            raise BadRequest("Send a key: this needs the history of the key's own user")

    def _require_seconds(self, seconds: float) -> None:
        if self._deadline.left() <= seconds:
            raise GatewayError(
                "Service Offline - Not finished within this request's time. Call again to continue",
                code=SERVICE_OFFLINE,
                status=503,
                retry_after=1,
            )
