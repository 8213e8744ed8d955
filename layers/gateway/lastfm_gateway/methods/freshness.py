"""Freshness rules: how long an answer stays fresh, by its parameters. Seconds; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

#: Last.fm accepts a scrobble up to this long after it was played, so a week's chart may still
#: change until then.
LATE_SCROBBLES: Final = 14 * DAY


@dataclass(frozen=True, slots=True)
class Freshness:
    """A rule, and its words for the documentation.

    `rule` takes the canonical parameters and the time (unix seconds), and returns the seconds for
    which an answer stays fresh. 0 means that it is never stored.
    """

    rule: Callable[[Mapping[str, str], float], int]
    description: str

    def __call__(self, parameters: Mapping[str, str], now: float) -> int:
        """Return the seconds for which an answer stays fresh."""
        return self.rule(parameters, now)


def always(seconds: int) -> Freshness:
    """Return a rule of one length of time."""
    return Freshness(lambda _parameters, _now: seconds, _in_words(seconds))


def unless_personal(seconds: int) -> Freshness:
    """Return a rule for answers that carry a user's play counts when `username` is sent."""
    personal = 5 * MINUTE
    return Freshness(
        lambda parameters, _now: personal if "username" in parameters else seconds,
        f"{_in_words(seconds)}, with `username` {_in_words(personal)}",
    )


def closed_range(open_for: int, closed_for: int = 30 * DAY) -> Freshness:
    """Return a rule for ranges of time: long once no late scrobble can change them any more."""

    def rule(parameters: Mapping[str, str], now: float) -> int:
        ended = "to" in parameters and int(parameters["to"]) + LATE_SCROBBLES <= now
        return closed_for if ended else open_for

    closed = f"ranges that ended {_in_words(LATE_SCROBBLES)} ago {_in_words(closed_for)}"
    return Freshness(rule, f"{_in_words(open_for)}, {closed}")


def _in_words(seconds: int) -> str:
    """Return a length of time in its largest whole unit, such as `5 min`."""
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds and seconds % unit == 0:
            return f"{seconds // unit} {name}"
    return f"{seconds} s" if seconds else "never"


NEVER: Final = always(0)
