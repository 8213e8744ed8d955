"""Reach: the window that holds the next scrobbles before or after a time, by what is stored. Pure.

So a page of scrobbles reads the spans that it needs, in one read and at most one call.
"""

from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.window import Window


def reach_back(manifest: Manifest, end: int, count: int) -> Window:
    """Return a window up to `end` whose spans hold `count` scrobbles, or all there are.

    Where less is stored it reaches back over the first part that is missing.
    """
    start, found = end, 0
    for span in reversed(manifest.overlapping(Window(0, end))):
        if span.end < start:
            break
        start = span.start
        found += span.count if span.end <= end else 0
        if found >= count:
            return Window(start, end)
    gaps = manifest.missing(Window(0, start))
    return Window(gaps[-1].start if gaps else 0, end)


def reach_on(manifest: Manifest, start: int, count: int) -> Window:
    """Return a window from `start` whose spans hold `count` scrobbles, or all that is stored.

    Where less is stored it reaches over the first part that is missing.
    """
    end, found = max(start, manifest.begin or 0), 0
    for span in manifest.overlapping(Window(start, max(end, manifest.covered.end))):
        if span.start > end:
            return Window(start, span.start)
        end = max(end, span.end)
        found += span.count if span.start >= start else 0
        if found >= count:
            break
    return Window(start, end)
