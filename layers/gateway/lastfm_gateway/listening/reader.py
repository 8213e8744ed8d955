"""One request's questions to Last.fm about one user, each cached as everywhere."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.calls import Answer, Call
from lastfm_gateway.catalogue.method import Method
from lastfm_gateway.core.canonical import key, validate
from lastfm_gateway.core.entry import Entry
from lastfm_gateway.core.freshness import DAY, HOUR, LATE_SCROBBLES
from lastfm_gateway.core.listening.moments import Window
from lastfm_gateway.errors import GatewayError, UpstreamError
from lastfm_gateway.limiting import Caller
from lastfm_gateway.lookups import stored
from lastfm_gateway.runtime import Runtime

#: The most calls that one request makes to Last.fm, and after how many of them it renews nothing
#: that is stored and no more than a day over its time: more is left to the requests after it.
MOST_CALLS: Final = 55
RENEWS_UNTIL: Final = 3

#: How long one call may take, and what must be left of the request's time to begin one. Seconds.
PATIENCE: Final = 8.0
LEAST_LEFT: Final = 3.0

_HIDDEN: Final = 17


@dataclass(frozen=True, slots=True)
class Question:
    """A call to be made for the holder.

    `lasts` is for how many seconds its answer holds, where that is longer than the method's own
    freshness; `more` tells answers apart that the parameters do not, and from the REST families'.
    """

    method: Method
    parameters: Mapping[str, str]
    lasts: int = 0
    more: str = ""


class Exhausted(Exception):
    """The request has made its calls, or has no time left: the next one goes on."""


class Reader:
    """Asks for the user whose key was shown. Raises GatewayError, and Exhausted."""

    def __init__(self, runtime: Runtime, caller: Caller, user: str, sealed: bytes | None) -> None:
        self.user = user
        self.now = runtime.clock()
        self.fresh_until = self.now + 30 * DAY
        self._runtime = runtime
        self._caller = caller
        self._sealed = sealed
        self._session: str | None = None
        self._calls = 0
        self._deadline = Deadline.after(24.0)
        self._stored: dict[str, Entry | None] = {}

    def missing(self, questions: Iterable[Question]) -> int:
        """Return how many of some questions nothing usable is stored of."""
        calls = [self._call(question) for question in questions]
        self._look(calls)
        return sum(self._usable(call) is None for call in calls)

    def ask(self, question: Question) -> dict[str, Any]:
        """Return the answer to a question.

        A user who hides recent listening is asked for with their own session, if their key has one.
        """
        call = self._call(question)
        self._look([call])
        entry = self._usable(call)
        if entry and (entry.is_fresh(self.now) or self._calls >= RENEWS_UNTIL):
            with suppress(ValueError):  # bytes that nobody can read: the gateway reports and asks
                return self._take(entry.body(), entry)
        if self._calls >= MOST_CALLS or self._deadline.left() < LEAST_LEFT:
            raise Exhausted
        try:
            answer = self._answer(call)
        except UpstreamError as error:
            if error.code != _HIDDEN:
                raise
            self._sign_in()
            return self.ask(question)
        self._stored[call.key or ""] = answer.entry
        if answer.status != 200:  # noqa: PLR2004 (HTTP's OK)
            raise _not_found(answer.body)
        return self._take(answer.body, answer.entry)

    def _answer(self, call: Call) -> Answer:
        answer = self._runtime.gateway.answer(
            call, Deadline.after(min(PATIENCE, self._deadline.left()))
        )
        if answer.use != "HIT":
            self._calls += 1
        return answer

    def _sign_in(self) -> None:
        """Take the user's own session for all that follows. Raises GatewayError (403)."""
        if self._session is not None or self._sealed is None:
            raise GatewayError(
                "This user's privacy setting at Last.fm hides recent listening: only a key "
                "that they got by signing in at /auth/url can read it",
                code=_HIDDEN,
                status=403,
            ) from None
        self._session = self._runtime.sealer.unseal(self._sealed, self.user)

    def _call(self, question: Question) -> Call:
        """Return a question's call: public ones share their place with the REST families."""
        method = question.method
        parameters = validate(
            method.parameters,
            {"user": [self.user], **{name: [text] for name, text in question.parameters.items()}},
        )
        ruled = method.freshness(parameters, self.now)
        own = question.lasts > ruled or bool(question.more) or self._session is not None
        scope = "listening" if own else "rest"
        named = {**parameters, "more": question.more} if own else parameters
        if self._session is not None:
            named = {**named, "session of": self.user}
            parameters = {**parameters, "sk": self._session}
        factor = self._runtime.settings.freshness_factor
        return Call(
            method=method,
            parameters=parameters,
            caller=self._caller,
            key=key(scope, method.name, named),
            fresh_for=max(1, round(max(ruled, question.lasts) * factor)),
        )

    def _look(self, calls: Iterable[Call]) -> None:
        """Read what is stored of some calls, unless that is known."""
        keys = [call.key for call in calls if call.key and call.key not in self._stored]
        found = stored(self._runtime, keys)
        self._stored |= {name: found.get(name) for name in keys}

    def _usable(self, call: Call) -> Entry | None:
        entry = self._stored.get(call.key or "")
        good = entry is not None and entry.is_usable(self.now) and entry.status == 200  # noqa: PLR2004
        return entry if good else None

    def _take(self, body: bytes, entry: Entry | None) -> dict[str, Any]:
        if entry is not None:
            self.fresh_until = min(self.fresh_until, entry.fresh_until)
        answer: dict[str, Any] = json.loads(body)
        return answer


def lasts(window: Window, now: float) -> int:
    """Return for how many seconds an answer about a range of time holds.

    While it is open an hour, once it is over some days, and weeks once no late scrobble can
    change it.
    """
    if window.end + LATE_SCROBBLES <= now:
        return 30 * DAY
    return 4 * DAY if window.end <= now else HOUR


def _not_found(body: bytes) -> UpstreamError:
    told = json.loads(body)
    return UpstreamError(told["message"], code=told["error"], status=404)
