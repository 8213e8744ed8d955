"""Freshness rules: how long a response stays fresh, by its parameters. Seconds; pure."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

#: Last.fm accepts a scrobble up to this long after the play. Until then a past chart may change.
LATE_SCROBBLES: Final = 14 * DAY


class Freshness(NamedTuple):
    """A freshness rule and its description for the documentation.

    `rule` maps canonical parameters and the current time (unix seconds) to a time to live in
    seconds. 0 means that the response is never stored.
    """

    rule: Callable[[Mapping[str, str], float], int]
    description: str

    def __call__(self, parameters: Mapping[str, str], now: float) -> int:
        """Return the time to live, in seconds."""
        return self.rule(parameters, now)


def always(seconds: int) -> Freshness:
    """Return a rule with one time to live."""
    return Freshness(lambda _parameters, _now: seconds, _in_words(seconds))


def unless_personal(seconds: int) -> Freshness:
    """Return a rule for responses that hold a user's play count if `username` is sent."""
    personal = 5 * MINUTE
    return Freshness(
        lambda parameters, _now: personal if "username" in parameters else seconds,
        f"{_in_words(seconds)}, with `username` {_in_words(personal)}",
    )


def closed_range(open_for: int, closed_for: int = 30 * DAY) -> Freshness:
    """Return a rule for time ranges: longer once no late scrobble can change the range."""

    def rule(parameters: Mapping[str, str], now: float) -> int:
        ended = "to" in parameters and int(parameters["to"]) + LATE_SCROBBLES <= now
        return closed_for if ended else open_for

    closed = f"{_in_words(closed_for)} if the range ended {_in_words(LATE_SCROBBLES)} ago"
    return Freshness(rule, f"{_in_words(open_for)}, {closed}")


def _in_words(seconds: int) -> str:
    """Return a duration in its largest whole unit, such as `5 min`."""
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds and seconds % unit == 0:
            return f"{seconds // unit} {name}"
    return f"{seconds} s" if seconds else "never"


NEVER: Final = always(0)
