"""Cuts a range of time into spans whose stored scrobbles stay reusable: at Mondays, UTC. Pure.

The settled part, which no late scrobble can change, is one span: read once, kept for weeks. Each
week since is a span of its own: an hour later only the current week is read again, and a week later
all stored spans still serve.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from lastfm_gateway.faces.listening.fetch_plan import pages_for
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY, LATE_SCROBBLES

WEEK: Final = 7 * DAY
_A_MONDAY: Final = 4 * DAY  # 5 January 1970
_WEEKS_OF_A_YEAR: Final = 52


def spans(window: Window, now: float, weeks: int = 0) -> list[Window]:
    """Return a range's spans, oldest first: the part settled `weeks` weeks ago, then each week.

    The current week is always a whole span, even if the range ends within it: its future part is
    empty.
    """
    after = monday(now) + WEEK
    end = window.end if window.end <= now else max(window.start, after)
    cuts = range(settled_at(now - weeks * WEEK), after, WEEK)
    return [
        Window(*pair)
        for pair in pairwise([window.start, *(c for c in cuts if window.start < c < end), end])
    ]


def spans_of_year(window: Window, now: float, weeks: int) -> list[Window]:
    """Return the spans that cover a range if its year was read `weeks` weeks ago; [] for none."""
    start = monday(now) - (_WEEKS_OF_A_YEAR - 1 + weeks) * WEEK
    if window.start < start:
        return []
    year = spans(Window(start, monday(now) + WEEK), now, weeks)
    return [span for span in year if span.end > window.start and span.start < window.end]


def estimate_pages(parts: Sequence[Window], plays: int, now: float) -> int:
    """Estimate how many pages hold the plays of some spans, spread evenly until now."""
    lengths = [max(0, min(part.end, int(now)) - part.start) for part in parts]
    whole = sum(lengths) or 1
    return sum(max(1, pages_for(-(-plays * length // whole))) for length in lengths)


def settled_at(now: float) -> int:
    """Return the latest Monday (unix time) before which no late scrobble can arrive."""
    return monday(now - LATE_SCROBBLES)


def monday(moment: float) -> int:
    """Return when the week of a moment began, in unix time."""
    return int(moment) - (int(moment) - _A_MONDAY) % WEEK
