"""Finds the months whose stored scrobbles differ from Last.fm's, by counting. Pure.

Years are compared one by one, so that a scrobble that was moved from one to another is found; what
differs is halved down to months.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.merge import month_of
from lastfm_gateway.history.window import Window


class Comparison(NamedTuple):
    """`pending`: windows that end with months, to be compared, last one first.

    `found`: the parts of months that differ.
    """

    pending: tuple[Window, ...]
    found: tuple[Window, ...] = ()

    def compared(self, window: Window, *, differs: bool) -> "Comparison":
        """Return the comparison after the last pending window, of which `window` is covered."""
        *pending, last = self.pending
        found = self.found
        if differs:
            halves = halved(last)
            pending += halves
            found = found if halves else (*found, window)
        return Comparison(tuple(pending), found)


def years(window: Window) -> list[Window]:
    """Return the calendar years (UTC) that a window touches, whole, in order."""
    if window.start >= window.end:
        return []
    first, last = (datetime.fromtimestamp(at, UTC).year for at in (window.start, window.end - 1))
    return [Window(_new_year(year), _new_year(year + 1)) for year in range(first, last + 1)]


def months(window: Window) -> list[Window]:
    """Return the calendar months (UTC) that a window touches, whole, in order."""
    found: list[Window] = []
    at = window.start
    while at < window.end:
        found.append(month_of(at))
        at = found[-1].end
    return found


def halved(window: Window) -> Sequence[Window]:
    """Return the two halves of whole months; nothing for a single month."""
    if month_of(window.start).end >= window.end:
        return ()
    middle = month_of((window.start + window.end) // 2).start
    if middle <= window.start:
        middle = month_of(window.start).end
    return (Window(window.start, middle), Window(middle, window.end))


def covered_part(manifest: Manifest, window: Window) -> Window:
    """Return the part of a window that the history covers, from its begin on."""
    start = max(window.start, manifest.begin or 0)
    return Window(start, max(start, min(window.end, manifest.covered.end)))


def stored_in(manifest: Manifest, window: Window) -> int:
    """Return how many scrobbles are stored in a window that `covered_part` returned.

    A span with scrobbles lies within one month, so it lies within the window or beside it.
    """
    if window.start >= window.end:
        return 0
    return sum(span.count for span in manifest.overlapping(window))


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
