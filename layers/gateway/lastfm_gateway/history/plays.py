"""Pages of scrobbles by a cursor in time: the next ones before it, or after it. Pure.

The scrobbles of one second are on one page, so that a cursor in seconds loses none.
"""

from typing import Final, NamedTuple

from lastfm_gateway.history.listening import Listening, Scrobble
from lastfm_gateway.history.search import scrobbles_at

#: The most scrobbles of a page, however many one second has: a response has a largest size.
MAX_PLAYS: Final = 1000


class Plays(NamedTuple):
    """A page, newest first. `has_more`: others follow in its direction, as far as is known.

    `is_cut`: what is next to the page could not be read yet. An empty page does not end the list.
    """

    scrobbles: list[Scrobble]
    has_more: bool
    is_cut: bool = False


def plays_before(listening: Listening, limit: int, now: float) -> Plays:
    """Return the latest scrobbles of a window.

    Scrobbles missing up to `now` are those since Last.fm fails: the page begins before them.
    """
    missing = [part for part in listening.missing if part.end < int(now)]
    low = missing[-1].end if missing else listening.window.start
    times = listening.times
    start, end = listening.bounds(listening.window._replace(start=low))
    first = max(start, end - limit)
    while start < first < end and times[first - 1] == times[first] and end - first < MAX_PLAYS:
        first -= 1
    scrobbles = scrobbles_at(listening, reversed(range(first, end)))
    return Plays(scrobbles, first > start or low > 0, bool(missing))


def plays_after(listening: Listening, limit: int, now: float) -> Plays:
    """Return the oldest scrobbles of a window."""
    missing = listening.missing
    high = missing[0].start if missing else listening.window.end
    times = listening.times
    start, end = listening.bounds(listening.window._replace(end=high))
    last = min(end, start + limit)
    while start < last < end and times[last] == times[last - 1] and last - start < MAX_PLAYS:
        last += 1
    scrobbles = scrobbles_at(listening, reversed(range(start, last)))
    is_cut = bool(missing) and missing[0].end < int(now)
    return Plays(scrobbles, last < end or is_cut, is_cut)
