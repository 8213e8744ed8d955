"""One request's questions to Last.fm about one user, each cached as everywhere."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import replace
from typing import Any, Final

from lastfm_gateway.cache.call import Answer, CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.planning import REST_PARTS, Scope
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import BadRequest, UpstreamError
from lastfm_gateway.faces.listening.privacy import HIDDEN, Privacy
from lastfm_gateway.faces.listening.question import Question
from lastfm_gateway.faces.listening.stock import Stock
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.validation import validate

#: Answers that are kept longer than the REST families', or that a session reads.
_SCOPE: Final = Scope("listening", least=1)

#: The most calls that one request makes to Last.fm, and the most if all that it needs is stored:
#: it then renews nothing more that is no more than a day over its time.
MOST_CALLS: Final = 55
RENEWS_UNTIL: Final = 3

#: How long a request may ask: the front door gives up after 29 s, and what was read is counted and
#: stored by then. How long one call may take, and what must be left to begin one. Seconds.
LONGEST: Final = 20.0
PATIENCE: Final = 8.0
LEAST_LEFT: Final = 3.0


class Exhausted(Exception):
    """The request has made its calls, or has no time or none to spare: the next one goes on."""


class Reader:
    """Asks for the user whose key was shown. Raises GatewayError, and Exhausted."""

    def __init__(self, runtime: Runtime, caller: Caller, user: str, sealed: bytes | None) -> None:
        self.user = user
        self.now = runtime.clock()
        self.fresh_until = self.now + 30 * DAY
        self.runtime = runtime
        self.caller = caller
        self._privacy = Privacy(runtime, user, sealed)
        self._calls = 0
        self._deadline = Deadline.after(LONGEST)
        self._stock = Stock(runtime, user, self.now)
        self._is_sparing = False

    @contextmanager
    def sparing(self) -> Iterator[None]:
        """Ask for what is nice to have: what the caller needs for more than that is left."""
        self._is_sparing = True
        try:
            yield
        finally:
            self._is_sparing = False

    def left(self) -> int:
        """Return how many calls this request may still make."""
        return MOST_CALLS - self._calls

    def time_left(self) -> float:
        """Return the seconds within which it may begin to ask."""
        return max(0.0, self._deadline.left() - LEAST_LEFT)

    def fetch(self, questions: Sequence[Question]) -> None:
        """Get what nothing is stored of, side by side, as far as it goes: all will be asked for.

        The first is asked alone. What is wrong with that may be wrong with all. Raises as `ask`.
        """
        lacking = self._lacking(questions)
        if not lacking:
            return
        self.ask(lacking[0])
        unsigned = [self._call(question) for question in lacking[1:]][: self.left()]
        calls = [self._privacy.signed(call) for call in unsigned]
        deadline = Deadline.after(self.time_left())
        lookups = self.runtime.batch_fetch(needed=not self._is_sparing)
        self._stock.take_in(lookups.fetch(calls, deadline, len(calls)))
        self._calls += lookups.calls

    def may_ask(self, question: Question) -> bool:
        """Tell whether a call can carry a question's names."""
        try:
            self._call(question)
        except BadRequest:
            return False
        return True

    def to_spare(self) -> int:
        """Return how many look-ups may go along with what is counted at a bounded cost.

        After many calls what is left of them. Else a few, and those only if the caller has made no
        call at all within the limit's window: what is stored is again had for nothing.
        """
        if self._calls > RENEWS_UNTIL:
            return self.left()
        limit = self.runtime.settings.limit.calls
        idle = self.runtime.limiter.quota(self.caller).remaining == limit
        return RENEWS_UNTIL if idle else 0

    def stored(self, question: Question) -> dict[str, Any] | None:
        """Return a stored answer that may be served, without a call."""
        entry = self._stock.usable(self._call(question))
        answer: dict[str, Any] | None = json.loads(entry.body()) if entry else None
        return answer

    def missing(self, questions: Sequence[Question]) -> int:
        """Return how many of some questions nothing usable is stored of."""
        return len(self._lacking(questions))

    def _lacking(self, questions: Sequence[Question]) -> list[Question]:
        calls = [self._call(question) for question in questions]
        self._stock.look(calls)
        both = zip(questions, calls, strict=True)
        return [question for question, call in both if self._stock.usable(call) is None]

    def ask(self, question: Question) -> dict[str, Any]:
        """Return the answer to a question.

        A user who hides recent listening is asked for with their own session, if their key has one.
        """
        call = self._call(question)
        entry = self._stock.usable(call)
        if entry and (entry.is_fresh(self.now) or self._calls >= RENEWS_UNTIL):
            return self._take(entry.body(), entry)
        if not self.left() or not self.time_left() or self._is_to_be_spared():
            raise Exhausted
        try:
            answer = self._answer(call)
        except UpstreamError as error:
            if error.code != HIDDEN:
                raise
            self._calls += 1
            self._privacy.learn(question.method)
            return self.ask(question)
        if answer.entry:
            self._stock.take_in({call.key or "": answer.entry})
        if answer.status != 200:  # noqa: PLR2004 (HTTP's OK)
            raise _not_found(answer.body)
        return self._take(answer.body, answer.entry)

    def _is_to_be_spared(self) -> bool:
        return self._is_sparing and not self.runtime.limiter.to_spare(self.caller)

    def _answer(self, call: CachedCall) -> Answer:
        answer = self.runtime.gateway.fetch(
            self._privacy.signed(call), Deadline.after(min(PATIENCE, self._deadline.left()))
        )
        if answer.use != "HIT":
            self._calls += 1
        return answer

    def _call(self, question: Question) -> CachedCall:
        """Return a question's call, unsigned: public ones share their place with the REST families.

        What the user's own session reads has a place of its own, which the session is not part of.
        """
        method = question.method
        parameters = validate(
            method.parameters,
            {"user": [self.user], **{name: [text] for name, text in question.parameters.items()}},
        )
        hidden = self._privacy.hides(method)
        lasts_longer = question.lasts > method.freshness(parameters, self.now)
        own = lasts_longer or bool(question.more) or hidden
        varies_by = {"more": question.more} if own else {}
        if hidden:
            varies_by["session of"] = self.user
        call = self.runtime.planner.plan(
            method,
            parameters,
            self.caller,
            _SCOPE if own else REST_PARTS,
            varies_by=varies_by,
            at_least=question.lasts,
        )
        return replace(call, about=None if question.is_settled else self.user)

    def _take(self, body: bytes, entry: Entry | None) -> dict[str, Any]:
        if entry is not None:
            self.fresh_until = min(self.fresh_until, entry.fresh_until)
        answer: dict[str, Any] = json.loads(body)
        return answer


def _not_found(body: bytes) -> UpstreamError:
    told = json.loads(body)
    return UpstreamError(told["message"], code=told["error"], status=404)
