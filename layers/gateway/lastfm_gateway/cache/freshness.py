"""How long stale and "not found" answers are served. Seconds; pure."""

from typing import Final

from lastfm_gateway.methods.freshness import DAY, MINUTE

#: How long an expired answer may be served stale.
STALE_FOR: Final = DAY

#: Longest freshness of "not found".
NOT_FOUND_FOR: Final = 5 * MINUTE
