"""How long an answer stays fresh, by method and parameters. Seconds throughout; pure."""

from collections.abc import Callable, Mapping
from typing import Final

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

#: Last.fm accepts a scrobble up to this long after it was played, so a week's chart may still
#: change until then.
LATE_SCROBBLES: Final = 14 * DAY

#: How long an expired answer may still be served, marked stale.
STALE_FOR: Final = DAY

NOT_FOUND_FOR: Final = 5 * MINUTE

#: From the canonical parameters and the time (unix seconds) to the seconds an answer stays fresh.
type Freshness = Callable[[Mapping[str, str], float], int]


def always(seconds: int) -> Freshness:
    """Return a rule that knows one length of time."""
    return lambda _parameters, _now: seconds


def unless_personal(seconds: int) -> Freshness:
    """Return a rule for answers that carry a user's play counts when `username` is asked for."""
    return lambda parameters, _now: 5 * MINUTE if "username" in parameters else seconds


def closed_range(open_for: int, closed_for: int = 30 * DAY) -> Freshness:
    """Return a rule for ranges of time: long once no late scrobble can change them any more."""

    def rule(parameters: Mapping[str, str], now: float) -> int:
        ended = "to" in parameters and int(parameters["to"]) + LATE_SCROBBLES <= now
        return closed_for if ended else open_for

    return rule


NEVER: Final = always(0)
