"""How long stale and "not found" answers are served. Seconds; pure."""

from typing import Final

from lastfm_gateway.methods.freshness import DAY, HOUR, MINUTE

#: How long an expired answer may be served stale.
STALE_FOR: Final = DAY

#: Longest freshness of "not found": of one call's answer, and of an entity on a page.
NOT_FOUND_FOR: Final = 5 * MINUTE
LOOKUP_NOT_FOUND_FOR: Final = HOUR


def limit_freshness(fresh_for: int, *, found: bool, not_found_for: int = NOT_FOUND_FOR) -> int:
    """Return how long an answer is fresh: "not found" at most `not_found_for`."""
    return fresh_for if found else min(fresh_for, not_found_for)
