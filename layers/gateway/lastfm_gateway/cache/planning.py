"""The calls of the REST routes, whose answers other faces share: their place, their freshness."""

from collections.abc import Mapping

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.composition import Runtime
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.method import Method


def plan_call(
    method: Method, parameters: Mapping[str, str], caller: Caller, runtime: Runtime
) -> CachedCall:
    """Return a validated call of a method, with where and for how long its answer is kept."""
    fresh_for = 0 if "sk" in parameters else freshness(method, parameters, runtime)
    return CachedCall(
        method=method,
        parameters=parameters,
        caller=caller,
        key=cache_key("rest", method.name, parameters) if fresh_for else None,
        fresh_for=fresh_for,
        about=subject(method, parameters),
    )


def freshness(method: Method, parameters: Mapping[str, str], runtime: Runtime) -> int:
    """Return for how many seconds an answer stays fresh in this deployment."""
    ruled = method.freshness(parameters, runtime.clock())
    return round(ruled * runtime.settings.freshness_factor)


def subject(method: Method, parameters: Mapping[str, str]) -> str | None:
    """Return the user of whom an answer tells what may change by a write, if any."""
    named = parameters.get("user", parameters.get("username"))
    return named if method.shows else None
