"""Waiting scrobbles: those that became too old, and those beyond a daily limit. Pure."""

import re
from collections.abc import Mapping
from typing import Final

from lastfm_gateway.methods.freshness import LATE_SCROBBLES
from lastfm_gateway.methods.track_writes import ScrobbleParameters
from lastfm_gateway.scrobbling.queued_answer import scrobbles_of

#: Last.fm's code for scrobbles beyond a user's daily limit. It accepts them another day.
DAILY_LIMIT: Final = 5

#: The code in Last.fm's JSON or XML.
_LIMITED: Final = rb'"ignoredMessage" ?: ?\{[^}]*"code" ?: ?"?5\b|<ignoredMessage code="5"'


def is_daily_limit_reached(body: bytes) -> bool:
    """Return whether an answer to track.scrobble ignores a scrobble for the daily limit."""
    return re.search(_LIMITED, body) is not None


def without_expired(parameters: Mapping[str, str], now: float) -> tuple[dict[str, str], int]:
    """Return parameters without scrobbles that Last.fm no longer takes, and how many those are.

    It takes none older than 14 days. The others are numbered anew; none may be left.
    """
    rows = scrobbles_of(parameters)
    kept = [row for row in rows if not _is_expired(row.get("timestamp", ""), now)]
    if len(kept) == len(rows):
        return dict(parameters), 0
    rest = {name: value for name, value in parameters.items() if not ScrobbleParameters.place(name)}
    numbered = {
        f"{name}[{place}]": value for place, row in enumerate(kept) for name, value in row.items()
    }
    return {**rest, **numbered}, len(rows) - len(kept)


def _is_expired(timestamp: str, now: float) -> bool:
    return timestamp.isdecimal() and int(timestamp) < now - LATE_SCROBBLES
