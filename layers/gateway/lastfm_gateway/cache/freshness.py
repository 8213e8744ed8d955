"""How long entries are served beyond their method's freshness. Seconds; pure."""

from typing import Final

from lastfm_gateway.methods.freshness import DAY, MINUTE

#: How long an expired answer may still be served, marked stale.
STALE_FOR: Final = DAY

#: How long "not found" stays fresh, at most.
NOT_FOUND_FOR: Final = 5 * MINUTE
