"""Plans calls: under which key an answer is stored, and for how long it stays fresh."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.keys import cache_key, exact_cache_key
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.validation import validate

#: How long looked-up details of artists, albums and tracks stay fresh, in seconds.
LOOKED_UP_FOR: Final = 30 * DAY


class Scope(NamedTuple):
    """A part of the cache that shares answers.

    `exact` keys tell upper from lower case, for answers that repeat their parameters. `least` is
    the shortest time that an answer stays fresh, in seconds, whatever the FreshnessFactor.
    """

    name: str
    exact: bool = False
    least: int = 0


#: The REST families' answers, which other faces share.
REST: Final = Scope("rest")

#: The same answers where a page is made of several: it needs them for a second at least.
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
        """Return a call. With a session (`sk`) its answer is never stored.

        `canonical` are the validated parameters, where `parameters` are sent as they came.
        `varies_by` is what the key depends on besides. `at_least` lengthens the method's own
        freshness, in seconds.
        """
        meant = parameters if canonical is None else canonical
        seconds = max(method.freshness(meant, self._clock()), at_least)
        fresh_for = self._scaled(seconds, scope) if seconds and "sk" not in parameters else 0
        make_key = exact_cache_key if scope.exact else cache_key
        named = {**parameters, **(varies_by or {})}
        return CachedCall(
            method=method,
            parameters=parameters,
            caller=caller,
            key=make_key(scope.name, method.name, named) if fresh_for else None,
            fresh_for=fresh_for,
            about=_subject(method, meant),
        )

    def plan_lookup(self, method: Method, names: Mapping[str, str], caller: Caller) -> CachedCall:
        """Return the call that looks up an artist, album or track. Raises BadRequest.

        Its answer shows no user's data, and is stored apart from the REST families', for longer.
        """
        parameters = validate(method.parameters, {name: [text] for name, text in names.items()})
        return self.plan(method, parameters, caller, LOOKUPS, at_least=LOOKED_UP_FOR)

    def _scaled(self, seconds: int, scope: Scope) -> int:
        return max(scope.least, round(seconds * self._factor))


def _subject(method: Method, parameters: Mapping[str, str]) -> str | None:
    """Return the user whose data an answer shows, if a write may change it."""
    named = parameters.get("user", parameters.get("username"))
    return named if method.shows else None
