"""How a range of time is cut so that what was read of it stays good: on Mondays, in UTC. Pure.

What is settled, which no late scrobble can change any more, is read once and kept for weeks. The
weeks since are read one by one: an hour later only the current one is read again, and a week later
all of them still serve.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from lastfm_gateway.faces.listening.fetch_plan import pages_for
from lastfm_gateway.faces.listening.windows import DAY, Window
from lastfm_gateway.methods.freshness import LATE_SCROBBLES

WEEK: Final = 7 * DAY
_A_MONDAY: Final = 4 * DAY  # 5 January 1970
_WEEKS_OF_A_YEAR: Final = 52


def spans(window: Window, now: float, weeks: int = 0) -> list[Window]:
    """Return a range's spans, oldest first: what was settled so many weeks ago, each week since.

    The current week is whole, whatever part of it the range covers: nothing is there yet of the
    rest.
    """
    after = monday(now) + WEEK
    end = window.end if window.end <= now else max(window.start, after)
    cuts = range(settled_at(now - weeks * WEEK), after, WEEK)
    return [
        Window(*pair)
        for pair in pairwise([window.start, *(c for c in cuts if window.start < c < end), end])
    ]


def spans_of_year(window: Window, now: float, weeks: int) -> list[Window]:
    """Return the spans that hold a range if its year was read so many weeks ago; [] for none."""
    start = monday(now) - (_WEEKS_OF_A_YEAR - 1 + weeks) * WEEK
    if window.start < start:
        return []
    year = spans(Window(start, monday(now) + WEEK), now, weeks)
    return [span for span in year if span.end > window.start and span.start < window.end]


def pages_in(parts: Sequence[Window], plays: int, now: float) -> int:
    """Return about how many pages hold the plays of some spans: as if spread evenly until now."""
    lengths = [max(0, min(part.end, int(now)) - part.start) for part in parts]
    whole = sum(lengths) or 1
    return sum(max(1, pages_for(-(-plays * length // whole))) for length in lengths)


def settled_at(now: float) -> int:
    """Return the latest Monday before which no scrobble can come in any more."""
    return monday(now - LATE_SCROBBLES)


def monday(moment: float) -> int:
    """Return when the week of a moment began."""
    return int(moment) - (int(moment) - _A_MONDAY) % WEEK
