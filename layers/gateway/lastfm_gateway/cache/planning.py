"""Call planner: decides the cache key and freshness of a call."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.keys import cache_key, exact_cache_key
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.validation import validate

#: How long looked-up details of artists, albums and tracks stay fresh, in seconds.
LOOKUP_FRESH_FOR: Final = 30 * DAY


class Scope(NamedTuple):
    """A namespace of cache keys: faces with the same scope share answers.

    `exact`: keys are case-sensitive, for answers that repeat their parameters.
    `least`: shortest freshness in seconds, whatever the FreshnessFactor.
    """

    name: str
    exact: bool = False
    least: int = 0


#: The REST families' answers, shared with other faces.
REST: Final = Scope("rest")

#: The same answers as parts of a composed page, which needs them fresh for at least a second.
REST_PARTS: Final = Scope("rest", least=1)

LOOKUPS: Final = Scope("look-up", least=1)


class CallPlanner:
    """Turns a method, its parameters and a caller into a cached call."""

    def __init__(self, freshness_factor: float, clock: Callable[[], float]) -> None:
        self._factor = freshness_factor
        self._clock = clock

    def plan(  # noqa: PLR0913 (what the key and the freshness depend on, each by its name)
        self,
        method: Method,
        parameters: Mapping[str, str],
        caller: Caller,
        scope: Scope = REST,
        *,
        canonical: Mapping[str, str] | None = None,
        varies_by: Mapping[str, str] | None = None,
        at_least: int = 0,
    ) -> CachedCall:
        """Plan a call. With a session (`sk`) its answer is never stored.

        `canonical`: the validated parameters, when `parameters` are sent unchanged.
        `varies_by`: further inputs of the cache key.
        `at_least`: minimum freshness in seconds, before the FreshnessFactor.
        """
        validated = parameters if canonical is None else canonical
        seconds = max(method.freshness(validated, self._clock()), at_least)
        fresh_for = self._scaled(seconds, scope) if seconds and "sk" not in parameters else 0
        make_key = exact_cache_key if scope.exact else cache_key
        key_parameters = {**parameters, **(varies_by or {})}
        return CachedCall(
            method=method,
            parameters=parameters,
            caller=caller,
            key=make_key(scope.name, method.name, key_parameters) if fresh_for else None,
            fresh_for=fresh_for,
            about=_subject(method, validated),
        )

    def plan_lookup(self, method: Method, names: Mapping[str, str], caller: Caller) -> CachedCall:
        """Plan the lookup of an artist, album or track. Raises BadRequest.

        Its answer shows no user's data. It has its own scope and stays fresh for longer.
        """
        parameters = validate(method.parameters, {name: [text] for name, text in names.items()})
        return self.plan(method, parameters, caller, LOOKUPS, at_least=LOOKUP_FRESH_FOR)

    def _scaled(self, seconds: int, scope: Scope) -> int:
        return max(scope.least, round(seconds * self._factor))


def _subject(method: Method, parameters: Mapping[str, str]) -> str | None:
    """Return the user whose writes invalidate an answer, if any."""
    user = parameters.get("user", parameters.get("username"))
    return user if method.shows else None
